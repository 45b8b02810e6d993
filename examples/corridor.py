"""Almaty to Khorgos: by train, truck and car on one map, with the staircase of each."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import charts, draw, save


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    routes = [
        corridor.route("Almaty", "Khorgos"),
        corridor.route("Almaty", "Khorgos", mode="road"),
        corridor.route("Almaty", "Khorgos", mode="road", vehicle="car"),
    ]
    save(draw(corridor, routes), folder / "corridor.html")
    charts.save(charts.staircase(corridor, routes), folder / "corridor.png")


if __name__ == "__main__":
    main()
