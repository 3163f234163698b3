//! The 8 regions and 47 prefectures of Japan, as tiles of a map.

/// A prefecture and its tile.
pub(crate) struct Prefecture {
    /// Name in Latin letters, as tables have it.
    pub(crate) name: &'static str,
    /// Name in Japanese, without 都, 府, 県.
    pub(crate) japanese: &'static str,
    /// Its region, as tables have it.
    pub(crate) region: &'static str,
    /// Column and row of the tile.
    pub(crate) tile: (i32, i32),
}

const fn tile(name: &'static str, japanese: &'static str, region: &'static str, x: i32, y: i32) -> Prefecture {
    Prefecture { name, japanese, region, tile: (x, y) }
}

/// Columns and rows of the map.
pub(crate) const SIZE: (i32, i32) = (14, 12);

/// All prefectures, in the order of their codes (JIS X 0401); regions as in the survey of 2019 (Mie in Kinki).
#[rustfmt::skip]
pub(crate) const PREFECTURES: &[Prefecture] = &[
    tile("Hokkaido", "北海道", "Hokkaido", 12, 0),
    tile("Aomori", "青森", "Tohoku", 12, 1),
    tile("Iwate", "岩手", "Tohoku", 12, 2),
    tile("Miyagi", "宮城", "Tohoku", 12, 3),
    tile("Akita", "秋田", "Tohoku", 11, 2),
    tile("Yamagata", "山形", "Tohoku", 11, 3),
    tile("Fukushima", "福島", "Tohoku", 12, 4),
    tile("Ibaraki", "茨城", "Kanto", 13, 5),
    tile("Tochigi", "栃木", "Kanto", 12, 5),
    tile("Gunma", "群馬", "Kanto", 11, 5),
    tile("Saitama", "埼玉", "Kanto", 11, 6),
    tile("Chiba", "千葉", "Kanto", 13, 6),
    tile("Tokyo", "東京", "Kanto", 12, 6),
    tile("Kanagawa", "神奈川", "Kanto", 12, 7),
    tile("Niigata", "新潟", "Chubu", 11, 4),
    tile("Toyama", "富山", "Chubu", 10, 4),
    tile("Ishikawa", "石川", "Chubu", 9, 4),
    tile("Fukui", "福井", "Chubu", 8, 5),
    tile("Yamanashi", "山梨", "Chubu", 10, 6),
    tile("Nagano", "長野", "Chubu", 10, 5),
    tile("Gifu", "岐阜", "Chubu", 9, 5),
    tile("Shizuoka", "静岡", "Chubu", 11, 7),
    tile("Aichi", "愛知", "Chubu", 9, 6),
    tile("Mie", "三重", "Kinki", 9, 7),
    tile("Shiga", "滋賀", "Kinki", 8, 6),
    tile("Kyoto", "京都", "Kinki", 7, 6),
    tile("Osaka", "大阪", "Kinki", 7, 7),
    tile("Hyogo", "兵庫", "Kinki", 6, 6),
    tile("Nara", "奈良", "Kinki", 8, 7),
    tile("Wakayama", "和歌山", "Kinki", 7, 8),
    tile("Tottori", "鳥取", "Chugoku", 5, 6),
    tile("Shimane", "島根", "Chugoku", 4, 6),
    tile("Okayama", "岡山", "Chugoku", 5, 7),
    tile("Hiroshima", "広島", "Chugoku", 4, 7),
    tile("Yamaguchi", "山口", "Chugoku", 3, 7),
    tile("Tokushima", "徳島", "Shikoku", 6, 10),
    tile("Kagawa", "香川", "Shikoku", 6, 9),
    tile("Ehime", "愛媛", "Shikoku", 5, 9),
    tile("Kochi", "高知", "Shikoku", 5, 10),
    tile("Fukuoka", "福岡", "Kyushu-Okinawa", 2, 8),
    tile("Saga", "佐賀", "Kyushu-Okinawa", 1, 8),
    tile("Nagasaki", "長崎", "Kyushu-Okinawa", 0, 8),
    tile("Kumamoto", "熊本", "Kyushu-Okinawa", 1, 9),
    tile("Oita", "大分", "Kyushu-Okinawa", 2, 9),
    tile("Miyazaki", "宮崎", "Kyushu-Okinawa", 2, 10),
    tile("Kagoshima", "鹿児島", "Kyushu-Okinawa", 1, 10),
    tile("Okinawa", "沖縄", "Kyushu-Okinawa", 0, 11),
];

impl Prefecture {
    /// Whether a table means this prefecture by `value`: in Latin letters or Japanese, with or without 都, 府, 県.
    pub(crate) fn is_called(&self, value: &str) -> bool {
        let bare = value.strip_suffix(['都', '府', '県']).unwrap_or(value);
        self.name.eq_ignore_ascii_case(value) || self.japanese == value || self.japanese == bare
    }

    /// Whether a table means this prefecture's region by `value`.
    pub(crate) fn is_in(&self, value: &str) -> bool {
        self.region.eq_ignore_ascii_case(value) || region_japanese(self.region) == value
    }
}

/// The Japanese name of a region.
pub(crate) fn region_japanese(region: &str) -> &'static str {
    match region {
        "Hokkaido" => "北海道",
        "Tohoku" => "東北",
        "Kanto" => "関東",
        "Chubu" => "中部",
        "Kinki" => "近畿",
        "Chugoku" => "中国",
        "Shikoku" => "四国",
        "Kyushu-Okinawa" => "九州沖縄",
        _ => "",
    }
}
