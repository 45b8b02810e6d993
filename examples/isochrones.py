"""Where a container from Khorgos stands after 1, 3, 7, 14 and 21 days by rail."""

from pathlib import Path

from khorgos import Corridor
from khorgos.maps import reach_map, save


def main(folder: Path = Path()) -> None:
    reach = Corridor.load().reach("Khorgos")
    for days in (1, 3, 7, 14, 21):
        likely, sure = (reach.within(days, quantile) for quantile in (0.5, 0.9))
        farthest = ", ".join(stop.place.name for stop in likely.farthest)
        print(f"{days:2} days: {likely.stops} terminals (P90 {sure.stops}), as far as {farthest}")
    save(reach_map(reach), folder / "isochrones.html")


if __name__ == "__main__":
    main()
