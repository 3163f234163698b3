//! The words that labels are learnt from and Japanese labels are put together of.

/// Romanised Japanese: family names, places, nature, trades.
#[rustfmt::skip]
pub(crate) const ROMAJI: &[&str] = &[
    "sato", "suzuki", "takahashi", "tanaka", "ito", "watanabe", "yamamoto", "nakamura", "kobayashi", "kato",
    "yoshida", "yamada", "sasaki", "yamaguchi", "matsumoto", "inoue", "kimura", "hayashi", "saito", "shimizu", "mori",
    "abe", "ikeda", "hashimoto", "yamashita", "ishikawa", "nakajima", "maeda", "fujita", "ogawa", "goto", "okada",
    "hasegawa", "murakami", "kondo", "ishii", "sakamoto", "endo", "aoki", "fujii", "nishimura", "fukuda", "ota",
    "miura", "okamoto", "matsuda", "nakagawa", "nakano", "harada", "ono", "tamura", "takeuchi", "kaneko", "wada",
    "nakayama", "ishida", "ueda", "morita", "hara", "shibata", "sakai", "kudo", "yokoyama", "miyazaki", "miyamoto",
    "uchida", "takagi", "ando", "taniguchi", "ohno", "maruyama", "imai", "takada", "fujimoto", "takeda", "murata",
    "ueno", "sugiyama", "masuda", "hirano", "otsuka", "chiba", "kubo", "matsui", "iwasaki", "sakurai", "kinoshita",
    "noguchi", "matsuo", "nomura", "kikuchi", "sano", "onishi", "sugimoto", "arai", "hamada", "ichikawa", "furukawa",
    "mizuno", "komatsu", "shimada", "koyama", "kyoto", "osaka", "tokyo", "kobe", "nara", "shinjuku", "shibuya",
    "ginza", "ueno", "asakusa", "hakata", "nagoya", "sendai", "sapporo", "okinawa", "kyushu", "tohoku", "hokuriku",
    "kansai", "shonan", "izu", "fuji", "sakura", "hana", "umi", "yama", "kawa", "sora", "hoshi", "tsuki", "taiyo",
    "midori", "aoba", "wakaba", "matsu", "ume", "tsubaki", "kaede", "hikari", "kaze", "yuki", "nami", "shima", "tani",
    "minato", "mirai", "nozomi", "kibo", "heiwa", "asahi", "daiichi", "chuo", "nippon", "nihon", "yamato", "kensetsu",
    "koumuten", "denki", "seisakusho", "kogyo", "shoji", "unyu", "fudosan", "jutaku", "ryokan", "onsen", "soba",
    "ramen", "sushi", "izakaya", "sakaya", "kimono", "tatami", "hoken", "shika", "naika", "byouin", "kaigo",
    "hoikuen", "youchien", "gakuen", "juku", "daigaku", "kenkyu", "kyokai", "kumiai", "zaidan", "shinbun", "insatsu",
    "shuppan", "seika", "nouen", "bokujo", "suisan", "shokuhin", "kagaku", "kikai", "jidosha", "kotsu", "ryoko",
    "bijutsu", "ongaku", "eiga", "manga", "neko", "inu", "usagi", "kuma", "panda", "tori",
];

/// English and katakana-English words as registrants use them.
#[rustfmt::skip]
pub(crate) const ENGLISH: &[&str] = &[
    "shop", "store", "net", "web", "tech", "soft", "system", "data", "design", "works", "studio", "office", "home",
    "house", "life", "style", "beauty", "hair", "salon", "nail", "dental", "clinic", "medical", "care", "health",
    "food", "kitchen", "cafe", "bar", "dining", "sweets", "bakery", "farm", "flower", "garden", "green", "eco",
    "energy", "solar", "power", "car", "auto", "motors", "bike", "travel", "tour", "hotel", "resort", "golf",
    "sports", "tennis", "fit", "yoga", "dance", "music", "art", "photo", "video", "media", "print", "press", "news",
    "book", "school", "english", "academy", "kids", "baby", "pet", "dog", "cat", "best", "first", "one", "next",
    "new", "plus", "pro", "ace", "top", "link", "labo", "lab", "dev", "cloud", "app", "game", "mobile", "smart",
    "digital", "cyber", "info", "mail", "blog", "portal", "guide", "navi", "search", "job", "work", "staff", "career",
    "recruit", "consulting", "partners", "group", "holdings", "trust", "capital", "finance", "bank", "money", "card",
    "pay", "tax", "law", "legal", "support", "service", "solution", "planning", "create", "factory", "craft", "tool",
    "parts", "metal", "steel", "chem", "bio", "pharma", "trade", "global", "world", "asia", "japan", "city", "land",
    "estate", "reform", "interior", "color", "white", "black", "blue", "red", "gold", "silver", "star", "sun", "moon",
    "sky", "ocean", "river", "forest", "happy", "smile", "dream", "hope", "heart", "love", "wedding", "bridal",
    "jewel", "fashion", "wear", "brand", "outlet", "market", "mart", "box", "express", "logistics", "security",
    "safety", "fire", "water", "clean", "air", "wave", "line", "point", "base", "field",
];

/// Digits that follow a word.
pub(crate) const NUMBERS: &[&str] = &[
    "1", "2", "3", "5", "7", "8", "21", "24", "55", "77", "88", "100", "119", "123", "365", "777", "1000", "2000",
    "2019",
];

/// Words of exactly two kanji: a fixed width, so that words put together can be taken apart in one way only.
#[rustfmt::skip]
pub(crate) const KANJI: &[[char; 2]] = &[
    ['東', '京'], ['大', '阪'], ['京', '都'], ['横', '浜'], ['札', '幌'], ['福', '岡'], ['日', '本'],
    ['関', '西'], ['中', '央'], ['山', '田'], ['佐', '藤'], ['鈴', '木'], ['高', '橋'], ['田', '中'],
    ['伊', '藤'], ['渡', '辺'], ['山', '本'], ['中', '村'], ['小', '林'], ['加', '藤'], ['吉', '田'],
    ['松', '本'], ['井', '上'], ['木', '村'], ['清', '水'], ['建', '設'], ['電', '気'], ['工', '業'],
    ['商', '店'], ['商', '事'], ['不', '動'], ['住', '宅'], ['保', '険'], ['病', '院'], ['歯', '科'],
    ['医', '院'], ['薬', '局'], ['学', '園'], ['大', '学'], ['教', '室'], ['英', '会'], ['温', '泉'],
    ['旅', '館'], ['観', '光'], ['旅', '行'], ['料', '理'], ['食', '品'], ['酒', '店'], ['和', '菓'],
    ['農', '園'], ['水', '産'], ['印', '刷'], ['出', '版'], ['新', '聞'], ['写', '真'], ['音', '楽'],
    ['美', '容'], ['健', '康'], ['介', '護'], ['保', '育'], ['法', '律'], ['税', '理'], ['会', '計'],
    ['求', '人'], ['転', '職'], ['通', '販'], ['中', '古'], ['自', '動'], ['運', '送'], ['引', '越'],
    ['清', '掃'], ['葬', '儀'], ['結', '婚'], ['写', '経'], ['着', '物'], ['家', '具'], ['照', '明'],
    ['太', '陽'], ['環', '境'], ['研', '究'],
];

/// Hiragana words of exactly three characters.
#[rustfmt::skip]
pub(crate) const HIRAGANA_WORDS: &[[char; 3]] = &[
    ['さ', 'く', 'ら'], ['み', 'ど', 'り'], ['ひ', 'か', 'り'], ['あ', 'お', 'ば'], ['わ', 'か', 'ば'],
    ['ゆ', 'う', 'き'], ['み', 'な', 'と'], ['つ', 'ば', 'き'], ['す', 'み', 'れ'], ['の', 'ぞ', 'み'],
    ['い', 'ず', 'み'], ['あ', 'さ', 'ひ'], ['み', 'ら', 'い'], ['ほ', 'た', 'る'], ['こ', 'だ', 'ま'],
    ['た', 'か', 'ら'], ['ふ', 'く', 'し'], ['く', 'る', 'ま'],
];

/// Hiragana without small letters.
#[rustfmt::skip]
pub(crate) const HIRAGANA: &[char] = &[
    'あ', 'い', 'う', 'え', 'お', 'か', 'き', 'く', 'け', 'こ', 'さ', 'し', 'す', 'せ', 'そ', 'た', 'ち',
    'つ', 'て', 'と', 'な', 'に', 'ぬ', 'ね', 'は', 'ひ', 'ふ', 'へ', 'ほ', 'ま', 'み', 'む', 'め', 'も',
    'や', 'ゆ', 'よ', 'ら', 'り', 'る', 'れ', 'ろ', 'わ', 'ん',
];

/// Katakana without small letters.
#[rustfmt::skip]
pub(crate) const KATAKANA: &[char] = &[
    'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ',
    'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ',
    'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン',
];
