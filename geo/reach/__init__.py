"""How far a shipment comes in so many days: arrivals everywhere, and fronts between them."""
