//! Prefectures, some municipalities, and the designated cities: the names below which .jp registers.

/// A prefecture: its labels under .jp and municipalities whose halls use `city.NAME.PREFECTURE.jp` and the like.
pub(crate) struct Prefecture {
    /// The ASCII label.
    pub(crate) label: &'static str,
    /// The Japanese label.
    pub(crate) kanji: &'static [char],
    /// Share of prefecture-type names; assumed, by population and tourism.
    pub(crate) weight: u64,
    /// `kind.name`, the first two labels of the hall's name.
    pub(crate) municipalities: &'static [&'static str],
}

const fn place(
    label: &'static str,
    kanji: &'static [char],
    weight: u64,
    municipalities: &'static [&'static str],
) -> Prefecture {
    Prefecture { label, kanji, weight, municipalities }
}

/// The seven designated cities that are suffixes themselves: `*.kobe.jp`, with `city.kobe.jp` for the hall.
pub(crate) const DESIGNATED_CITIES: &[&str] =
    &["kawasaki", "kitakyushu", "kobe", "nagoya", "sapporo", "sendai", "yokohama"];

/// All 47 prefectures.
#[rustfmt::skip]
pub(crate) const PREFECTURES: &[Prefecture] = &[
    place("hokkaido", &['北', '海', '道'], 50, &["city.hakodate", "city.asahikawa", "city.obihiro", "town.tobetsu", "vill.shinshinotsu"]),
    place("aomori", &['青', '森'], 12, &["city.aomori", "city.hirosaki", "city.hachinohe", "town.hiranai", "town.itayanagi"]),
    place("iwate", &['岩', '手'], 12, &["city.morioka", "city.miyako", "city.ofunato", "town.shizukuishi", "town.kuzumaki"]),
    place("miyagi", &['宮', '城'], 25, &["city.shiogama", "city.shiroishi", "city.natori", "town.zao", "town.ogawara"]),
    place("akita", &['秋', '田'], 12, &["city.oga", "city.kitaakita", "city.nikaho", "town.kosaka", "vill.kamikoani"]),
    place("yamagata", &['山', '形'], 12, &["city.yonezawa", "city.shinjo", "city.sagae", "town.yamanobe", "town.nakayama"]),
    place("fukushima", &['福', '島'], 12, &["city.fukushima", "city.aizuwakamatsu", "city.shirakawa", "town.koori", "town.kunimi"]),
    place("ibaraki", &['茨', '城'], 12, &["city.ryugasaki", "city.hitachiota", "city.takahagi", "vill.tokai", "town.daigo"]),
    place("tochigi", &['栃', '木'], 12, &["city.ashikaga", "city.kanuma", "city.oyama", "town.mashiko", "town.motegi"]),
    place("gunma", &['群', '馬'], 12, &["city.maebashi", "city.takasaki", "city.ota", "vill.shinto", "town.yoshioka"]),
    place("saitama", &['埼', '玉'], 50, &["city.kawagoe", "city.tokorozawa", "city.sayama", "town.moroyama", "town.ogose"]),
    place("chiba", &['千', '葉'], 45, &["city.choshi", "city.tateyama", "city.matsudo", "town.shisui", "town.sakae"]),
    place("tokyo", &['東', '京'], 300, &["city.minato", "city.shinagawa", "city.meguro", "town.mizuho", "town.hinode"]),
    place("kanagawa", &['神', '奈', '川'], 75, &["city.sagamihara", "city.yokosuka", "city.hiratsuka", "town.samukawa", "town.oiso"]),
    place("niigata", &['新', '潟'], 12, &["city.nagaoka", "city.sanjo", "city.ojiya", "town.seiro", "vill.yahiko"]),
    place("toyama", &['富', '山'], 12, &["city.toyama", "city.takaoka", "city.uozu", "vill.funahashi", "town.kamiichi"]),
    place("ishikawa", &['石', '川'], 12, &["city.wajima", "city.kaga", "city.nomi", "town.kawakita", "town.nakanoto"]),
    place("fukui", &['福', '井'], 12, &["city.ono", "city.katsuyama", "city.sabae", "town.ikeda", "town.echizen"]),
    place("yamanashi", &['山', '梨'], 12, &["city.kofu", "city.fujiyoshida", "city.tsuru", "town.ichikawamisato", "town.hayakawa"]),
    place("nagano", &['長', '野'], 25, &["city.nagano", "city.matsumoto", "city.ueda", "vill.kawakami", "town.sakuho"]),
    place("gifu", &['岐', '阜'], 12, &["city.mino", "city.minokamo", "city.yamagata", "town.kasamatsu", "town.yoro"]),
    place("shizuoka", &['静', '岡'], 30, &["city.hamamatsu", "city.numazu", "city.mishima", "town.kawazu", "town.minamiizu"]),
    place("aichi", &['愛', '知'], 70, &["city.ichinomiya", "city.seto", "city.toyota", "town.oharu", "town.kanie"]),
    place("mie", &['三', '重'], 12, &["city.ise", "city.matsusaka", "city.kameyama", "town.kawagoe", "town.taki"]),
    place("shiga", &['滋', '賀'], 12, &["city.kusatsu", "city.higashiomi", "town.ryuoh", "town.aisho"]),
    place("kyoto", &['京', '都'], 45, &["city.maizuru", "city.uji", "city.miyazu", "town.oyamazaki", "town.ide"]),
    place("osaka", &['大', '阪'], 90, &["city.toyonaka", "city.ikeda", "city.suita", "town.toyono", "town.nose"]),
    place("hyogo", &['兵', '庫'], 50, &["city.amagasaki", "city.takarazuka", "city.kawanishi", "town.fukusaki", "town.kamikawa"]),
    place("nara", &['奈', '良'], 12, &["city.yamatotakada", "city.tenri", "city.kashihara", "vill.yamazoe", "town.heguri"]),
    place("wakayama", &['和', '歌', '山'], 12, &["city.wakayama", "town.kimino", "town.katsuragi"]),
    place("tottori", &['鳥', '取'], 12, &["town.wakasa", "town.yazu"]),
    place("shimane", &['島', '根'], 12, &["city.hamada", "city.izumo", "city.yasugi", "town.okuizumo", "town.ama"]),
    place("okayama", &['岡', '山'], 12, &["city.kurashiki", "city.kasaoka", "city.ibara", "town.satosho", "town.yakage"]),
    place("hiroshima", &['広', '島'], 30, &["city.mihara", "city.onomichi", "city.fukuyama", "town.fuchu", "town.kumano"]),
    place("yamaguchi", &['山', '口'], 12, &["city.ube", "city.hofu", "city.nagato"]),
    place("tokushima", &['徳', '島'], 12, &["city.tokushima", "city.naruto", "city.anan", "town.matsushige", "town.itano"]),
    place("kagawa", &['香', '川'], 12, &["city.takamatsu", "city.zentsuji", "city.kanonji", "town.tonosho", "town.kotohira"]),
    place("ehime", &['愛', '媛'], 12, &["city.matsuyama", "city.imabari", "city.uwajima", "town.masaki", "town.tobe"]),
    place("kochi", &['高', '知'], 12, &["city.kochi", "city.muroto", "city.aki", "town.toyo", "town.nahari"]),
    place("fukuoka", &['福', '岡'], 50, &["city.kurume", "city.nogata", "city.yanagawa", "town.sasaguri", "town.sue"]),
    place("saga", &['佐', '賀'], 12, &["city.imari", "city.kanzaki", "town.kouhoku"]),
    place("nagasaki", &['長', '崎'], 12, &["city.isahaya", "city.omura", "city.hirado", "town.togitsu"]),
    place("kumamoto", &['熊', '本'], 12, &["city.yamaga", "city.kamiamakusa", "city.uki", "town.gyokuto", "town.ozu"]),
    place("oita", &['大', '分'], 12, &["city.oita", "city.beppu", "city.hita", "town.kokonoe", "town.kusu"]),
    place("miyazaki", &['宮', '崎'], 12, &["city.miyazaki", "city.miyakonojo", "city.nobeoka", "town.kunitomi", "town.aya"]),
    place("kagoshima", &['鹿', '児', '島'], 12, &["city.hioki", "city.soo", "city.isa", "town.yusui", "town.minamitane"]),
    place("okinawa", &['沖', '縄'], 30, &["city.naha", "city.ishigaki", "city.nago", "vill.kunigami", "vill.ogimi"]),
];
