"""The Middle Corridor beside the way through Russia, and where the time of each goes."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import Style, charts, draw, save


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    routes = [
        corridor.route("Xi'an", "Budapest", avoid=["Russia", "Iran"]),
        corridor.route("Xi'an", "Budapest"),
    ]
    style = Style(title="Xi'an to Budapest: over the Caspian, or through Russia")
    save(draw(corridor, routes, style=style), folder / "middle_corridor.html")
    charts.save(charts.split(corridor, routes), folder / "middle_corridor.png")


if __name__ == "__main__":
    main()
