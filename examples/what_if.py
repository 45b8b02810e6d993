"""What if Poland shuts its border with Belarus again: Xi'an to Duisburg today and then."""

from pathlib import Path

from khorgos import Corridor
from khorgos.geo import compare
from khorgos.maps import Style, change_layers, draw, save


def main(folder: Path = Path()) -> None:
    today = Corridor.load()
    shut = today.apply("poland-belarus-closure")
    (found,) = compare(today, shut, [("Xi'an", "Duisburg")])
    print(f"{found.state}: {found.p50 / 24:+.1f} days at P50, US$ {found.cost.typical:+,.0f}")
    style = Style(title="What if Poland shuts its border?", captions=["Today", "Border shut"])
    both = [found.before, found.after]
    save(draw(shut, both, change_layers(today, shut), style=style), folder / "what_if.html")


if __name__ == "__main__":
    main()
