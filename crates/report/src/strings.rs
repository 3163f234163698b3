//! All texts of the report, in both languages; and the names that tables use, as a reader would write them.

use crate::japan::PREFECTURES;
use crate::japan::region_japanese;

/// Language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Lang {
    /// Both.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ja];

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ja => "ja",
        }
    }
}

macro_rules! texts {
    ($($name:ident: $en:literal, $ja:literal;)*) => {
        /// A text of the report's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Text { $($name,)* }

        /// Every text with its two forms.
        #[cfg(test)]
        pub(crate) const ALL: &[(Text, &str, &str)] = &[$((Text::$name, $en, $ja),)*];

        /// The text in a language.
        pub(crate) const fn text(text: Text, lang: Lang) -> &'static str {
            match (text, lang) {
                $((Text::$name, Lang::En) => $en, (Text::$name, Lang::Ja) => $ja,)*
            }
        }
    };
}

texts! {
    Census: "DNS zone census", "DNSゾーン調査";
    Skip: "Skip to the figures", "本文へ移動";
    Contents: "Contents", "目次";
    Snapshot: "Snapshot", "調査日";
    SnapshotsFromTo: "{n} snapshots, {a} to {b}", "{n}回の調査（{a}～{b}）";
    Language: "Language", "言語";
    Theme: "Colour theme", "配色";
    ThemeAuto: "Auto", "自動";
    ThemeLight: "Light", "ライト";
    ThemeDark: "Dark", "ダーク";
    Download: "Download {}", "「{}」を保存";
    Group: "Group", "区分";
    Total: "All", "全体";
    Average: "Average", "平均";
    Other: "Other", "その他";
    NoValue: "(no value)", "（値なし）";
    TopK: "Largest {}", "上位{}者";
    Unknown: "unknown", "不明";
    Of: "of {}", "分母：{}";
    FiguresTable: "Table of these figures", "数値の表";
    SortHint: "Select a column head to sort.", "見出しを選ぶと並べ替えます。";
    MoreRows: "{n} more rows are in the CSV and in the tables of the store.", "ほか{n}行はCSVと保存先の表にあります。";
    MoreLines: "The chart shows the first {n} of {m} groups; the table has more.", "図は{m}区分のうち先頭の{n}区分です。残りは表にあります。";
    ChartAlt: "{}. The same figures are in the table that follows.", "{}。同じ数値が次の表にあります。";
    ScaleNote: "Each panel has its own scale; the end of the track is the value in its head.", "目盛りは列ごとに異なり、帯の右端が見出しに示す値です。";

    Adoption: "Adoption by type", "種別ごとの普及";
    AdoptionLead: "MX as a share of all names; SPF and DMARC as shares of the names with MX.", "MX は全ドメイン名に対する割合、SPF と DMARC は MX のあるドメイン名に対する割合です（宣言率）。";
    Regions: "Regions", "地域";
    RegionsLead: "Every prefecture is one tile. Where counts are by region, all prefectures of a region have its colour.", "1都道府県を1枡で示します。地域ごとの集計では、同じ地域の都道府県は同じ色です。";
    MapOf: "{} by place", "地域別の{}";
    NoData: "no data", "データなし";
    Trend: "Trend", "推移";
    TrendLead: "Each point is one snapshot; nothing is interpolated. The heavy line is the average over all names.", "各点が1回の調査です（補間はしていません）。太線は全体の平均です。";
    TrendOf: "{m}, {d}", "{m}（分母：{d}）";
    Policy: "DMARC policy", "DMARCポリシー";
    PolicyLead: "What the names that publish DMARC ask receivers to do with mail that fails it.", "DMARC を宣言したドメイン名が、認証に失敗したメールの扱いをどう求めているかを示します。";
    Spf: "SPF", "SPF";
    SpfLead: "How valid records end: what is asked for mail from anywhere else.", "有効なレコードの末尾（all）、つまり列挙した送信元以外からのメールの扱いを示します。";
    NonSending: "Names that send no mail", "メールを送信しないドメイン名";
    NonSendingLead: "One level each for Null MX, for SPF with nothing but “-all”, and for an effective DMARC policy of reject: level 3 has all.", "Null MX、「-all」だけのSPF、DMARC の実効ポリシー reject の各1点で、3がすべてを備えた状態です。";
    Transport: "Transport security and DNSSEC", "通信路の保護とDNSSEC";
    TransportLead: "Few names have these records. The same count over two denominators gives two rates, so both are stated.", "該当するドメイン名はわずかです。同じ件数でも分母によって率が変わるため、分母ごとに示します。";
    Providers: "Providers", "事業者";
    ProvidersLead: "Whom the names entrust their mail, reports and name service to. A name with several counts once for each.", "メール、レポート受信、DNS をどの事業者に任せているかを示します。複数の事業者を使うドメイン名は、それぞれに1件と数えます。";
    Transitions: "Changes since the snapshot before", "前回調査からの変化";
    TransitionsLead: "Names in both snapshots, by their state before (rows) and after (columns).", "両方の調査にあるドメイン名を、前の状態（行）と後の状態（列）で数えます。";
    TransitionsOf: "{}: state before and after", "{}：前後の状態";
    BalanceOf: "{}: stock and flow", "{}：増減の内訳";
    State: "State", "状態";
    Before: "Before", "前";
    After: "After", "後";
    MovedIn: "Moved in", "転入";
    EnteredNames: "New names", "新規";
    MovedOut: "Moved out", "転出";
    LeftNames: "Gone", "廃止";
    Names: "Names", "ドメイン名数";
    Errors: "Errors found in records", "レコードの誤り";
    ErrorsLead: "A name counts once per kind of error.", "1ドメイン名は誤りの種類ごとに1件と数えます。";
    OtherTables: "Other tables", "その他の表";
    OtherTablesLead: "Tables that this pipeline adds.", "このパイプラインに固有の表です。";
    Run: "About the runs", "実行の記録";
    RunLead: "What was read and how, so that the figures can be reproduced.", "数値を再現できるよう、入力と処理を記録しています。";
    Inputs: "Inputs of the last snapshot", "最新調査の入力";
    Runs: "Runs", "実行";
    Rejects: "Records that could not be read", "読めなかったレコード";
    Kind: "Kind", "種類";
    File: "File", "ファイル";
    Bytes: "Bytes", "バイト数";
    Hash: "BLAKE3", "BLAKE3";
    Records: "Records", "レコード数";
    RejectCount: "Rejects", "読取不能";
    Pipeline: "Pipeline", "パイプライン";
    Versions: "Versions", "版";
    Collected: "Lookups collected", "収集した問い合わせ";
    Started: "Started", "開始";
    Finished: "Finished", "終了";
    Reading: "How to read the figures", "数値の読み方";
    ReadingRate: "A rate is printed with its numerator and denominator, and the head of its column names the denominator. It is computed from these counts and rounded half up; a rate below 0.1% has two significant digits.", "率には分子と分母を添え、列の見出しに分母の名前を示します。率は件数から計算し、四捨五入しています。0.1％未満は有効数字2桁です。";
    ReadingUnknown: "Names whose answer is unknown (not collected, or an error) are in neither count; their number stands beside.", "回答が不明（未収集または誤り）のドメイン名は分子にも分母にも入れず、件数を併記します。";
    ReadingZero: "Where nothing is in the denominator there is no rate: a dash, never 0%.", "分母が0のときは率を示しません（「–」と表示）。";
    MadeBy: "Made by zonecensus. This page makes no network request.", "zonecensus で作成。このページは外部と通信しません。";
}

/// Names that tables use, in English and Japanese. What is not listed is shown as it is.
#[rustfmt::skip]
const LABELS: &[(&str, &str, &str)] = &[
    ("AD", "AD", "AD（JPNIC会員）"), ("AC", "AC", "AC（大学等）"), ("CO", "CO", "CO（企業）"), ("GO", "GO", "GO（政府）"),
    ("OR", "OR", "OR（法人・団体）"), ("NE", "NE", "NE（ネットワーク）"), ("GR", "GR", "GR（任意団体）"), ("ED", "ED", "ED（学校）"),
    ("LG", "LG", "LG（地方公共団体）"), ("GEO", "Geographic", "地域型"), ("PREF", "Prefecture", "都道府県型"), ("GEN", "General use", "汎用"),
    ("organizational", "Organizational", "属性型"), ("geographic", "Geographic", "地域型"), ("prefecture", "Prefecture", "都道府県型"),
    ("general", "General use", "汎用"), ("GENERAL", "General use", "汎用"),
    ("type", "Type", "種別"), ("registration", "Type", "種別"), ("region", "Region", "地域"), ("pref", "Prefecture", "都道府県"),
    ("provider", "Provider", "事業者"), ("providers", "Providers", "事業者"), ("error", "Error", "誤り"), ("algorithm", "Algorithm", "アルゴリズム"),
    ("all names", "all names", "全ドメイン名"), ("names with MX", "names with MX", "MXのあるドメイン名"),
    ("names that accept mail", "names that accept mail", "メールを受信するドメイン名"),
    ("names that accept no mail", "names that accept no mail", "メールを受信しないドメイン名"),
    ("names with SPF", "names with SPF", "SPFのあるドメイン名"), ("names with valid SPF", "names with valid SPF", "SPFが有効なドメイン名"),
    ("names with DMARC", "names with DMARC", "DMARCを宣言したドメイン名"), ("names with DS", "names with DS", "DSのあるドメイン名"),
    ("names with MX and DS", "names with MX and DS", "MXとDSのあるドメイン名"), ("names with rua", "names with rua", "ruaを指定したドメイン名"),
    ("names with NS", "names with NS", "NSのあるドメイン名"),
    ("names with MX, SPF, DMARC or DS", "names with MX, SPF, DMARC or DS", "MX・SPF・DMARC・DSのいずれかがあるドメイン名"),
    ("municipalities with a domain", "municipalities with a domain", "ドメイン名を持つ自治体"),
    ("municipalities with MX", "municipalities with MX", "MXのある自治体"), ("bodies with MX", "bodies with MX", "MXのある自治体"),
    ("accepts mail", "Accepts mail", "受信あり"), ("DMARC enforced", "DMARC enforced", "DMARC強制"), ("SPF valid", "SPF valid", "SPF有効"),
    ("enforced", "Enforced", "強制"), ("fail (-all)", "fail (-all)", "拒否（-all）"), ("softfail (~all)", "softfail (~all)", "軽い拒否（~all）"),
    ("neutral (?all)", "neutral (?all)", "中立（?all）"), ("pass (+all)", "pass (+all)", "許可（+all）"), ("redirect", "redirect", "redirect"),
    ("missing or invalid", "missing or invalid", "なし・無効"), ("SPF -all only", "SPF -all only", "SPFが-allのみ"),
    ("level 0", "Level 0", "水準0"), ("level 1", "Level 1", "水準1"), ("level 2", "Level 2", "水準2"), ("level 3", "Level 3", "水準3"),
    ("strong", "strong", "強"), ("weak", "weak", "弱"), ("unknown", "unknown", "不明"), ("any host", "DANE, any host", "DANE（一部のホスト）"),
    ("all hosts", "DANE, all hosts", "DANE（全ホスト）"), ("names", "Names", "ドメイン名"), ("(no host)", "(no host)", "（ホストなし）"),
    ("(unknown)", "(unknown)", "（不明）"), ("(no record)", "(no record)", "（宣言なし）"), ("(no p)", "(no p)", "（pなし）"),
    ("mx", "MX", "MX"), ("spf", "SPF", "SPF"), ("dmarc", "DMARC record", "DMARCレコード"), ("dmarc_policy", "DMARC policy", "DMARCポリシー"), ("ds", "DS", "DS"),
    ("normal", "normal", "通常"), ("null", "Null MX", "Null MX"), ("implicit", "implicit", "暗黙"), ("valid", "valid", "有効"),
    ("Adoption: MX of all names, SPF and DMARC of names with MX", "MX of all names, SPF and DMARC of names with MX", "MX（全ドメイン名）、SPF・DMARC（MXのあるドメイン名）"),
    ("Adoption, of all names", "Adoption, of all names", "普及率（分母：全ドメイン名）"),
    ("Adoption, of names that accept mail", "Adoption, of names that accept mail", "普及率（分母：メールを受信するドメイン名）"),
    ("SPF: one record of valid syntax", "SPF: one record of valid syntax", "SPF：構文の正しいレコードが1つ"),
    ("SPF: how valid records end", "How valid records end", "有効なレコードの末尾（all）"),
    ("DMARC: enforced policy (quarantine or reject, for all mail)", "Enforced: quarantine or reject, for all mail", "強制（全メールに quarantine または reject）"),
    ("DMARC: published policy (p)", "Published policy (p)", "宣言されたポリシー（p）"),
    ("Protection of names that send no mail", "Protection, of all names", "保護の水準（分母：全ドメイン名）"),
    ("Protection of names that accept no mail", "Protection, of names that accept no mail", "保護の水準（分母：メールを受信しないドメイン名）"),
    ("MTA-STS, TLS reporting and BIMI records", "MTA-STS, TLS reporting and BIMI records", "MTA-STS、TLSレポート、BIMI のレコード"),
    ("DNSSEC: DS at the delegation, and the class of its algorithms", "DNSSEC: DS at the delegation, and the class of its algorithms", "DNSSEC：委任のDSとアルゴリズムの強度"),
    ("DNSSEC: algorithms of DS records (a name counts once per algorithm)", "DNSSEC: algorithms of DS records", "DNSSEC：DSのアルゴリズム"),
    ("DANE: TLSA records at any or all mail hosts", "DANE: TLSA records at any or all mail hosts", "DANE：メールホストのTLSAレコード"),
    ("Mail providers", "Mail providers (MX)", "メール事業者（MX）"),
    ("Providers included by SPF (a name counts once per provider)", "Senders included by SPF", "SPFで許可された送信事業者"),
    ("Receivers of DMARC aggregate reports (a name counts once per receiver)", "Receivers of DMARC aggregate reports", "DMARC集計レポートの受信事業者"),
    ("Name server providers", "Name server providers", "DNS事業者"),
    ("Concentration: names with one of the k largest mail providers", "Concentration of mail providers", "メール事業者の集中度"),
    ("Concentration: names with one of the k largest name server providers", "Concentration of name server providers", "DNS事業者の集中度"),
    ("Errors found in records (a name counts once per error)", "Kinds of errors", "誤りの種類"),
];

/// The name that a reader expects for a name used by tables; the same text if none is known.
pub(crate) fn label(raw: &str, lang: Lang) -> String {
    if let Some((_, en, ja)) = LABELS.iter().find(|(name, _, _)| *name == raw) {
        return match lang {
            Lang::En => (*en).to_owned(),
            Lang::Ja => (*ja).to_owned(),
        };
    }
    place_label(raw, lang).unwrap_or_else(|| raw.to_owned())
}

/// Places have the name that the other language's tables would give them.
fn place_label(raw: &str, lang: Lang) -> Option<String> {
    let region = region_japanese(raw);
    match lang {
        Lang::Ja if !region.is_empty() => Some(region.to_owned()),
        Lang::Ja => PREFECTURES.iter().find(|p| p.name == raw).map(|p| p.japanese.to_owned()),
        Lang::En if raw.is_ascii() => None,
        Lang::En => {
            let region = PREFECTURES.iter().find(|p| region_japanese(p.region) == raw).map(|p| p.region);
            region.or_else(|| PREFECTURES.iter().find(|p| p.is_called(raw)).map(|p| p.name)).map(str::to_owned)
        }
    }
}

#[cfg(test)]
mod tests;
