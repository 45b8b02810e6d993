"""Five ways from Xi'an to Duisburg that differ: time, sureness, money and CO2e."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import Style, captions, draw, save


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    ways = corridor.alternatives("Xi'an", "Duisburg")
    told = captions(ways)
    for way, words in zip(ways, told, strict=True):
        days = way.outlook.quantile(0.5) / 24
        tonnes = way.emissions.total_kg.typical / 1000
        dollars = way.cost.total_usd.typical
        print(f"{days:4.0f} days  US$ {dollars:6,.0f}  {tonnes:4.1f} t CO2e  {words}")
    style = Style(title="Xi'an to Duisburg: ways that differ", captions=told)
    page = draw(corridor, [way.outlook for way in ways], style=style)
    save(page, folder / "choices.html")


if __name__ == "__main__":
    main()
