"""How far a shipment comes in so many days."""
