"""Which line or crossing costs the most when lost, over all pairs of hubs by rail."""

from pathlib import Path

from khorgos import Corridor
from khorgos.geo import criticality
from khorgos.maps import Style, draw, resilience_layers, save


def main(folder: Path = Path()) -> None:
    corridor = Corridor.load()
    losses = criticality(corridor)
    for loss in losses[:5]:
        print(f"{loss.lost_hours:8,.0f} h over {loss.slower} pairs: {loss.label}")
    style = Style(
        title="Typical hours lost, over all pairs of hubs, if one line or crossing closes"
    )
    page = draw(resilience_layers(corridor, losses), style=style)
    save(page, folder / "resilience.html")


if __name__ == "__main__":
    main()
