"""A page in which others choose for themselves: every way between five hubs of one's own."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import Explorer, draw, save


def main(folder: Path = Path()) -> None:
    hubs = ["Chongqing", "Khorgos", "Tashkent", "Poti", "Hamburg"]
    save(draw(Corridor.load(), Explorer(hubs)), folder / "explorer.html")


if __name__ == "__main__":
    main()
