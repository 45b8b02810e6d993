"""When does a container from Chengdu arrive in Warsaw: by Khorgos, and by Dostyk."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import charts, draw, save


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    routes = [corridor.route("Chengdu", "Warsaw", via=gate) for gate in ("Khorgos", "Dostyk")]
    for route in routes:
        outlook = corridor.outlook(route)
        print(f"{outlook.probability_within(21 * 24):.0%} within 21 days: {route}")
    save(draw(corridor, routes), folder / "two_gateways.html")
    charts.save(charts.arrivals(corridor, routes), folder / "two_gateways.png")


if __name__ == "__main__":
    main()
