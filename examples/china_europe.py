"""Xi'an to Duisburg, fast and standard: a map to send on, and a picture for a report."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import draw, save, write_picture


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    routes = [
        corridor.route("Xi'an", "Duisburg", service="fast"),
        corridor.route("Xi'an", "Duisburg"),
    ]
    for route in routes:
        print(route.service, corridor.outlook(route))
    save(draw(corridor, routes), folder / "china_europe.html")
    write_picture(folder / "china_europe.png", corridor, routes)


if __name__ == "__main__":
    main()
