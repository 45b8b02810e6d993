"""Five ways from Xi'an to Duisburg that differ: time, sureness, money and CO2e."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import Style, draw, save


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    ways = corridor.alternatives("Xi'an", "Duisburg")
    for way in ways:
        days = way.outlook.quantile(0.5) / 24
        tonnes = way.emissions.total.mode / 1000
        dollars = way.cost.total.mode
        print(f"{way.why[0]:11} {days:4.0f} days  US$ {dollars:6,.0f}  {tonnes:4.1f} t CO2e")
    captions = [", ".join(way.why).capitalize() for way in ways]
    style = Style(title="Xi'an to Duisburg: ways that differ", captions=captions)
    page = draw(corridor, [way.outlook for way in ways], style=style)
    save(page, folder / "choices.html")


if __name__ == "__main__":
    main()
