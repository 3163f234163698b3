//! All texts of the report, in both languages.

mod labels;
mod notes;

pub(crate) use labels::{label, part_label, qualified, reject_label};
pub(crate) use notes::note;

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
    MapOf: "{m} by {k} ({d})", "{k}別の{m}（{d}）";
    NoData: "no data", "データなし";
    Trend: "Trend", "推移";
    TrendLead: "Each point is one snapshot; nothing is interpolated. The heavy line is the average over all names.", "各点が1回の調査です（補間はしていません）。太線は全体の平均です。";
    TrendLeadAll: "Each point is one snapshot; nothing is interpolated.", "各点が1回の調査です（補間はしていません）。";
    TrendAll: "Rates over all names", "全体の率の推移";
    Rate: "Rate", "率";
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
    UnknownStates: "Not looked up, and so not shown: {}.", "未収集のため表示していません：{}。";
    ManyInputs: "{n} files, {r} records, {x} rejects; all of them are in the CSV.", "{n}ファイル、{r}レコード、読取不能{x}件。全ファイルはCSVにあります。";
    HowCounted: "How it was counted", "集計の条件";
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
    Files: "Files", "ファイル数";
    Bytes: "Bytes", "バイト数";
    Hash: "BLAKE3", "BLAKE3";
    Records: "Records", "レコード数";
    RejectCount: "Rejects", "読取不能";
    SuffixesLeftOut: "Not counted in the last run, because they are nobody’s domain: {n} public suffixes in zones of their own, as co.uk is below uk.", "最新の実行では、独立したゾーンをもつ公開接尾辞（uk の下の co.uk など）{n}件を、登録者のドメイン名ではないため集計から除きました。";
    Spilled: "{n} bytes of the last run did not fit into the memory that it was allowed and went through disk; the figures do not depend on that.", "最新の実行では、メモリーの上限を超えた{n}バイトがディスクを経由しました（数値には影響しません）。";
    Pipeline: "Pipeline", "パイプライン";
    Versions: "Versions", "版";
    Collected: "Lookups collected", "収集した問い合わせ";
    Started: "Started", "開始";
    Finished: "Finished", "終了";
    NoRejects: "Every record could be read.", "読めなかったレコードはありません。";
    Missing: "Not in this report", "この報告書にない項目";
    MissingLead: "What such a report usually shows, and why it is not here.", "通常は示す項目のうち、今回は示していないものとその理由です。";
    OneSnapshot: "This needs two snapshots; the report is of one.", "2回以上の調査が必要ですが、この報告書は1回分です。";
    NoStates: "The pipeline does not say which states to follow.", "追跡する状態がパイプラインで定められていません。";
    NoRates: "No name has what this is counted over, or the answers it needs were not collected.", "集計の対象となるドメイン名がないか、必要な問い合わせが収集されていません。";
    NoTable: "The pipeline makes no table of it.", "パイプラインにこの表がありません。";
    Reading: "How to read the figures", "数値の読み方";
    ReadingRate: "A rate is printed with its numerator and denominator, and the head of its column names the denominator. It is computed from these counts and rounded half up; a rate below 0.1% has two significant digits.", "率には分子と分母を添え、列の見出しに分母の名前を示します。率は件数から計算し、四捨五入しています。0.1％未満は有効数字2桁です。";
    ReadingUnknown: "Names whose answer is unknown (not collected, or an error) are in neither count; their number stands beside.", "回答が不明（未収集または誤り）のドメイン名は分子にも分母にも入れず、件数を併記します。";
    ReadingZero: "Where nothing is in the denominator there is no rate: a dash, never 0%.", "分母が0のときは率を示しません（「–」と表示）。";
    MadeBy: "Made by zonecensus. This page makes no network request.", "zonecensus で作成。このページは外部と通信しません。";
}

#[cfg(test)]
mod tests;
