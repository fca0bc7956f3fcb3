//! Positions and how far they are from each other and from places.

use crate::vault::Bounds;

/// Earth's mean radius in kilometres.
const RADIUS_KM: f64 = 6_371.0;

/// A position in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Position {
    pub(super) lat: f64,
    pub(super) lon: f64,
}

impl Position {
    /// Latitude and longitude at the beginning of a stored position; `None` where there are none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace();
        let mut degrees = || parts.next()?.parse().ok(); // a blank is no position
        Some(Self { lat: degrees()?, lon: degrees()? })
    }

    /// Great-circle distance (haversine).
    pub(super) fn km_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let (dlat, dlon) = (b - a, (other.lon - self.lon).to_radians());
        let h = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
    }

    /// Whether it lies in a box or on its edge.
    pub(super) fn is_in(self, bounds: &Bounds) -> bool {
        (bounds.south..=bounds.north).contains(&self.lat)
            && east_of(bounds.west, self.lon) <= east_of(bounds.west, bounds.east)
    }

    /// Distance to the nearest edge of a box; 0 inside. Along parallels it is a little long.
    pub(super) fn km_to_box(self, bounds: &Bounds) -> f64 {
        let lat = self.lat.clamp(bounds.south, bounds.north);
        let (at, width) = (east_of(bounds.west, self.lon), east_of(bounds.west, bounds.east));
        let lon = if at <= width {
            self.lon
        } else if at - width < 360.0 - at {
            bounds.east
        } else {
            bounds.west
        };
        self.km_to(Self { lat, lon })
    }
}

/// How many degrees east of `west` a longitude lies, from 0 to below 360; a whole turn for the world's own box.
fn east_of(west: f64, lon: f64) -> f64 {
    let degrees = lon - west;
    if (0.0..=360.0).contains(&degrees) { degrees } else { degrees.rem_euclid(360.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position { lat, lon }
    }

    #[test]
    fn a_degree_of_latitude_is_111_km_everywhere() {
        assert!((at(35.5, 14.5).km_to(at(36.5, 14.5)) - 111.2).abs() < 0.1);
        assert!((at(-60.0, 179.9).km_to(at(-59.0, 179.9)) - 111.2).abs() < 0.1);
    }

    #[test]
    fn a_box_ends_at_its_edges_also_over_the_meridian_of_180_degrees() {
        let fiji = Bounds { south: -20.0, west: 177.0, north: -16.0, east: -178.0 };
        assert!(at(-18.0, 179.9).is_in(&fiji) && at(-18.0, -179.0).is_in(&fiji));
        assert!(!at(-18.0, 176.0).is_in(&fiji) && !at(-18.0, -177.0).is_in(&fiji));
        assert!(!at(-21.0, 178.0).is_in(&fiji));
        assert!(at(-18.0, 179.9).km_to_box(&fiji).abs() < 1e-9);
        assert!((at(-18.0, -177.0).km_to_box(&fiji) - 105.8).abs() < 0.5);
        assert!((at(-18.0, 176.0).km_to_box(&fiji) - 105.8).abs() < 0.5);
        assert!((at(-22.0, 178.0).km_to_box(&fiji) - 222.4).abs() < 0.5);
    }

    #[test]
    fn what_is_no_position_is_none() {
        assert_eq!(Position::read("14.03 35.38 0 12"), Some(at(14.03, 35.38)));
        assert_eq!(Position::read("14.03"), None);
        assert_eq!(Position::read(""), None);
    }
}
