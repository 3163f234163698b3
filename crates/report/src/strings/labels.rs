//! Names that tables use, as a reader would write them.

use super::Lang;
use crate::japan::{PREFECTURES, region_japanese};

/// Names that tables use, in English and Japanese. What is not listed is shown as it is.
#[rustfmt::skip]
pub(super) const LABELS: &[(&str, &str, &str)] = &[
    ("AD", "AD", "AD（JPNIC会員）"), ("AC", "AC", "AC（大学等）"), ("CO", "CO", "CO（企業）"), ("GO", "GO", "GO（政府）"),
    ("OR", "OR", "OR（法人・団体）"), ("NE", "NE", "NE（ネットワーク）"), ("GR", "GR", "GR（任意団体）"), ("ED", "ED", "ED（学校）"),
    ("LG", "LG", "LG（地方公共団体）"), ("GEO", "Geographic", "地域型"), ("PREF", "Prefecture", "都道府県型"), ("GEN", "General use", "汎用"),
    ("organizational", "Organizational", "属性型"), ("geographic", "Geographic", "地域型"), ("prefecture", "Prefecture", "都道府県型"),
    ("general", "General use", "汎用"), ("GENERAL", "General use", "汎用"),
    ("government", "Government", "政府"), ("company", "Company", "企業"), ("organization", "Organization", "団体"), ("academic", "Academic", "学術"),
    ("school", "School", "学校"), ("network", "Network", "ネットワーク"), ("personal", "Personal", "個人"), ("professional", "Professional", "専門職"),
    ("regional", "Regional", "地域"), ("community", "Community", "共同体"), ("media", "Media", "メディア"), ("health", "Health", "医療"),
    ("other", "Other", "その他"), ("(Union)", "(Union)", "（連邦）"),
    ("North", "North", "北部"), ("Northeast", "Northeast", "北東部"), ("Central-West", "Central-West", "中西部"), ("Southeast", "Southeast", "南東部"), ("South", "South", "南部"),
    ("type", "Type", "種別"), ("registration", "Type", "種別"), ("region", "Region", "地域"), ("pref", "Prefecture", "都道府県"),
    ("type_group", "Type", "種別"), ("state", "State", "州"), ("kind", "Kind", "区分"),
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
    ("municipalities with MX", "municipalities with MX", "MXのある自治体"), ("bodies", "bodies", "全団体"), ("bodies with MX", "bodies with MX", "MXのある団体"),
    ("accepts mail", "Accepts mail", "受信あり"), ("DMARC enforced", "DMARC enforced", "DMARC強制"), ("SPF valid", "SPF valid", "SPF有効"),
    ("enforced", "Enforced", "強制"), ("fail (-all)", "fail (-all)", "拒否（-all）"), ("softfail (~all)", "softfail (~all)", "軽い拒否（~all）"),
    ("neutral (?all)", "neutral (?all)", "中立（?all）"), ("pass (+all)", "pass (+all)", "許可（+all）"), ("redirect", "redirect", "redirect"),
    ("missing or invalid", "missing or invalid", "なし・無効"), ("SPF -all only", "SPF -all only", "SPFが-allのみ"),
    ("level 0", "Level 0", "水準0"), ("level 1", "Level 1", "水準1"), ("level 2", "Level 2", "水準2"), ("level 3", "Level 3", "水準3"),
    ("strong", "strong", "強"), ("weak", "weak", "弱"), ("unknown", "unknown", "不明"), ("any host", "DANE, any host", "DANE（一部のホスト）"),
    ("all hosts", "DANE, all hosts", "DANE（全ホスト）"), ("names", "Names", "ドメイン名"), ("(no host)", "(no host)", "（ホストなし）"),
    ("(unknown)", "(unknown)", "（不明）"), ("(no record)", "(no record)", "（宣言なし）"), ("(no p)", "(no p)", "（pなし）"),
    ("mx", "MX", "MX"), ("spf", "SPF", "SPF"), ("dmarc", "DMARC record", "DMARCレコード"), ("dmarc_policy", "DMARC policy", "DMARCポリシー"), ("ds", "DS", "DS"),
    ("normal", "normal", "通常"), ("null", "Null MX", "Null MX"), ("implicit", "implicit", "暗黙"), ("valid", "valid", "有効"), ("invalid", "invalid", "無効"),
    ("DMARC rua", "DMARC rua", "ruaの宛先"),
    ("Adoption: MX of all names, SPF and DMARC of names with MX", "MX of all names, SPF and DMARC of names with MX", "MX（全ドメイン名）、SPF・DMARC（MXのあるドメイン名）"),
    ("Adoption in .jp: MX of all names, SPF and DMARC of names with MX", "MX of all names, SPF and DMARC of names with MX", "MX（全ドメイン名）、SPF・DMARC（MXのあるドメイン名）"),
    ("Rare records in .jp, of all names and of names with MX", "Rare records, over two denominators", "件数の少ないレコード（2通りの分母）"),
    ("Adoption in .br by group of types: MX of all names, SPF and DMARC of names with MX", "By group of types: MX of all names, SPF and DMARC of names with MX", "種別群ごと：MX（全ドメイン名）、SPF・DMARC（MXのあるドメイン名）"),
    ("Adoption in gov.br by state: MX of all names, SPF and DMARC of names with MX", "gov.br by state: MX of all names, SPF and DMARC of names with MX", "gov.br 州別：MX（全ドメイン名）、SPF・DMARC（MXのあるドメイン名）"),
    ("Local government by region: SPF and DMARC of bodies with MX", "Local government by region: SPF and DMARC of bodies with MX", "地方公共団体：地域別のSPF・DMARC（MXのある団体）"),
    ("Local government by prefecture: SPF and DMARC of bodies with MX", "Local government by prefecture: SPF and DMARC of bodies with MX", "地方公共団体：都道府県別のSPF・DMARC（MXのある団体）"),
    ("Municipalities and prefectures: SPF and DMARC of bodies with MX", "Municipalities and prefectures: SPF and DMARC of bodies with MX", "市区町村と都道府県：SPF・DMARC（MXのある団体）"),
    ("Local government of Japan", "Local government of Japan", "日本の地方公共団体"),
    ("Names and DS by state or territory", "DS by state or territory", "州・準州別のDS"),
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
    ("kind: municipality", "Municipality", "市区町村"), ("kind: prefecture", "Prefecture", "都道府県"),
    ("spf_all: none", "no “all”", "allなし"), ("dnssec: strong", "DS, strong algorithm", "DS（強いアルゴリズム）"),
    ("dnssec: weak", "DS, weak algorithm", "DS（弱いアルゴリズム）"), ("dnssec: unknown", "DS, unknown algorithm", "DS（不明なアルゴリズム）"),
    ("mx: none", "no MX", "MXなし"), ("mx: normal", "MX", "MXあり"), ("mx: implicit", "implicit MX", "暗黙のMX"),
    ("mx: malformed_root", "bad Null MX", "不正なNull MX"), ("mx: null_mixed", "mixed", "混在"),
    ("spf: none", "no record", "なし"), ("spf: permerror_syntax", "syntax error", "構文誤り"),
    ("spf: permerror_multiple", "several", "複数"), ("spf: permerror_include", "include fails", "include誤り"),
    ("dmarc: none", "no record", "なし"), ("dmarc: valid_with_errors", "valid, errors", "有効・誤り"),
    ("dmarc: fallback_none", "read as none", "noneとみなす"), ("dmarc: no_policy", "no policy", "ポリシーなし"),
    ("dmarc: duplicate_tag", "repeated tag", "タグの重複"), ("dmarc: multiple", "several", "複数"),
    ("ds: none", "no DS", "DSなし"), ("ds: strong", "strong", "強"), ("ds: weak", "weak", "弱"), ("ds: unknown", "unknown algorithm", "不明"),
    ("algorithm: 1", "1 RSAMD5", "1 RSAMD5"), ("algorithm: 3", "3 DSA", "3 DSA"), ("algorithm: 5", "5 RSASHA1", "5 RSASHA1"),
    ("algorithm: 6", "6 DSA-NSEC3-SHA1", "6 DSA-NSEC3-SHA1"), ("algorithm: 7", "7 RSASHA1-NSEC3-SHA1", "7 RSASHA1-NSEC3-SHA1"),
    ("algorithm: 8", "8 RSASHA256", "8 RSASHA256"), ("algorithm: 10", "10 RSASHA512", "10 RSASHA512"),
    ("algorithm: 12", "12 ECC-GOST", "12 ECC-GOST"), ("algorithm: 13", "13 ECDSAP256SHA256", "13 ECDSAP256SHA256"),
    ("algorithm: 14", "14 ECDSAP384SHA384", "14 ECDSAP384SHA384"), ("algorithm: 15", "15 ED25519", "15 ED25519"), ("algorithm: 16", "16 ED448", "16 ED448"),
];

/// Kinds of findings, as the census counts them.
#[rustfmt::skip]
const FINDINGS: &[(&str, &str, &str)] = &[
    ("mx_malformed_root", "Null MX with a preference", "優先度が0でないNull MX"), ("mx_null_mixed", "Null MX beside other MX", "Null MXと他のMXの併存"),
    ("mx_target_ip", "MX target is an address", "MXの値がIPアドレス"), ("mx_target_dangling", "MX target does not exist", "MXの値が存在しない名前"),
    ("mx_target_self", "MX target is the name itself", "MXの値が自分自身"), ("mx_target_localhost", "MX target is localhost", "MXの値がlocalhost"),
    ("spf_multiple", "SPF: more than one record", "SPF：レコードが複数"), ("spf_near_miss", "SPF: looks like one, is none", "SPF：似て非なるレコード"),
    ("spf_rr99", "SPF: record type 99", "SPF：廃止された型99"), ("spf_byte", "SPF: character not allowed", "SPF：使えない文字"),
    ("spf_unknown_mechanism", "SPF: unknown mechanism", "SPF：未知の機構"), ("spf_argument", "SPF: argument missing or wrong", "SPF：引数の誤り"),
    ("spf_domain_spec", "SPF: not a domain name", "SPF：ドメイン名の誤り"), ("spf_cidr", "SPF: prefix length", "SPF：プレフィックス長の誤り"),
    ("spf_ip4", "SPF: not an IPv4 network", "SPF：IPv4アドレスの誤り"), ("spf_ip6", "SPF: not an IPv6 network", "SPF：IPv6アドレスの誤り"),
    ("spf_macro", "SPF: macro", "SPF：マクロの誤り"), ("spf_modifier_qualifier", "SPF: modifier with a qualifier", "SPF：修飾子に限定子"),
    ("spf_modifier_name", "SPF: name of a modifier", "SPF：修飾子名の誤り"), ("spf_modifier_repeated", "SPF: repeated redirect or exp", "SPF：redirect・expの重複"),
    ("spf_after_all", "SPF: terms after “all”", "SPF：allより後の項"), ("spf_redirect_with_all", "SPF: redirect beside “all”", "SPF：allとredirectの併存"),
    ("spf_mechanism_like_modifier", "SPF: = in place of :", "SPF：「:」とすべき「=」"), ("spf_version_repeated", "SPF: v=spf1 twice in a record", "SPF：v=spf1の重複"),
    ("spf_ptr", "SPF: ptr", "SPF：ptrの使用"), ("spf_include_none", "SPF: include of a name without SPF", "SPF：include先にSPFなし"),
    ("spf_redirect_none", "SPF: redirect to a name without SPF", "SPF：redirect先にSPFなし"),
    ("spf_target_multiple", "SPF: included name has several records", "SPF：参照先のレコードが複数"),
    ("spf_target_syntax", "SPF: syntax error in an included record", "SPF：参照先の構文誤り"), ("spf_loop", "SPF: loop of includes", "SPF：includeの循環"),
    ("spf_lookup_limit", "SPF: more than 10 lookups", "SPF：問い合わせが10回超"), ("spf_void_limit", "SPF: more than 2 void lookups", "SPF：空の応答が2回超"),
    ("dmarc_multiple", "DMARC: more than one record", "DMARC：レコードが複数"), ("dmarc_near_miss", "DMARC: looks like one, is none", "DMARC：似て非なるレコード"),
    ("dmarc_duplicate_tag", "DMARC: repeated tag", "DMARC：タグの重複"), ("dmarc_p_missing", "DMARC: no p", "DMARC：pなし"),
    ("dmarc_p_invalid", "DMARC: p invalid", "DMARC：pの値の誤り"), ("dmarc_sp_invalid", "DMARC: sp invalid", "DMARC：spの値の誤り"),
    ("dmarc_np_invalid", "DMARC: np invalid", "DMARC：npの値の誤り"), ("dmarc_p_order", "DMARC: p not after v", "DMARC：pの位置の誤り"),
    ("dmarc_adkim_invalid", "DMARC: adkim invalid", "DMARC：adkimの値の誤り"), ("dmarc_aspf_invalid", "DMARC: aspf invalid", "DMARC：aspfの値の誤り"),
    ("dmarc_fo_invalid", "DMARC: fo invalid", "DMARC：foの値の誤り"), ("dmarc_t_invalid", "DMARC: t invalid", "DMARC：tの値の誤り"),
    ("dmarc_psd_invalid", "DMARC: psd invalid", "DMARC：psdの値の誤り"), ("dmarc_pct_invalid", "DMARC: pct invalid", "DMARC：pctの値の誤り"),
    ("dmarc_tag_syntax", "DMARC: not name=value", "DMARC：タグの構文誤り"), ("dmarc_uri", "DMARC: report address", "DMARC：レポート宛先の誤り"),
    ("dmarc_uri_size", "DMARC: size limit on a report address", "DMARC：廃止されたサイズ制限"), ("dmarc_unknown_tag", "DMARC: unknown tag", "DMARC：未知のタグ"),
    ("sts_multiple", "MTA-STS: more than one record", "MTA-STS：レコードが複数"), ("sts_near_miss", "MTA-STS: looks like one, is none", "MTA-STS：似て非なるレコード"),
    ("sts_syntax", "MTA-STS: syntax error", "MTA-STS：構文誤り"), ("sts_id_missing", "MTA-STS: no id", "MTA-STS：idなし"),
    ("sts_id_invalid", "MTA-STS: id invalid", "MTA-STS：idの値の誤り"), ("sts_id_repeated", "MTA-STS: repeated id", "MTA-STS：idの重複"),
    ("tlsrpt_multiple", "TLSRPT: more than one record", "TLSRPT：レコードが複数"), ("tlsrpt_near_miss", "TLSRPT: looks like one, is none", "TLSRPT：似て非なるレコード"),
    ("tlsrpt_syntax", "TLSRPT: syntax error", "TLSRPT：構文誤り"), ("tlsrpt_rua_missing", "TLSRPT: no usable rua", "TLSRPT：有効なruaなし"),
    ("tlsrpt_uri", "TLSRPT: report address", "TLSRPT：レポート宛先の誤り"), ("tlsrpt_scheme", "TLSRPT: scheme of a report address", "TLSRPT：宛先のスキームの誤り"),
    ("tlsrpt_rua_repeated", "TLSRPT: repeated rua", "TLSRPT：ruaの重複"), ("bimi_multiple", "BIMI: more than one record", "BIMI：レコードが複数"),
    ("bimi_duplicate_tag", "BIMI: repeated tag", "BIMI：タグの重複"), ("bimi_tag_syntax", "BIMI: not name=value", "BIMI：タグの構文誤り"),
    ("bimi_l_missing", "BIMI: no l", "BIMI：lなし"), ("bimi_l_invalid", "BIMI: l invalid", "BIMI：lの値の誤り"), ("bimi_a_invalid", "BIMI: a invalid", "BIMI：aの値の誤り"),
    ("tlsa_unusable", "TLSA: not usable for SMTP", "TLSA：SMTPで使えないレコード"), ("wildcard_txt", "TXT by wildcard", "ワイルドカードによるTXT"),
];

/// Why a record could not be read, as `rejects.parquet` calls it.
#[rustfmt::skip]
pub(super) const REJECTS: &[(&str, &str, &str)] = &[
    ("unclosed_quote", "quote not closed on its line", "引用符が行内で閉じていない"), ("unclosed_parenthesis", "parenthesis never closed", "括弧が閉じていない"),
    ("unopened_parenthesis", "parenthesis closed that was never opened", "括弧が開いていない"), ("bad_escape", "bad escape", "エスケープの誤り"),
    ("record_too_long", "record over a mebibyte", "1MiBを超えるレコード"), ("control_byte", "NUL or bare carriage return", "NULまたは単独の復帰文字"),
    ("empty_label", "empty label", "空のラベル"), ("label_too_long", "label over 63 bytes", "63バイトを超えるラベル"),
    ("name_too_long", "name over 255 bytes", "255バイトを超えるドメイン名"), ("no_origin", "relative name without an origin", "起点のない相対名"),
    ("no_owner", "no owner", "所有者名なし"), ("no_type", "no type", "型なし"), ("unknown_type", "unknown type", "未知の型"),
    ("meta_type", "query or meta type", "問い合わせ用の型"), ("meta_class", "query or reserved class", "問い合わせ用・予約済みのクラス"),
    ("bad_ttl", "TTL out of range", "TTLの範囲外"), ("no_ttl", "no TTL", "TTLなし"),
    ("quoted_field", "quoted string where none may stand", "引用できない欄の引用"), ("missing_field", "data ends too early", "データの欄が不足"),
    ("trailing_data", "data has a field too many", "データの欄が過多"), ("bad_number", "number out of range", "数値の範囲外"),
    ("bad_address", "not an address", "アドレスの誤り"), ("bad_hex", "not hexadecimal", "16進数の誤り"), ("bad_base64", "not base64", "base64の誤り"),
    ("bad_base32", "not base32hex", "base32hexの誤り"), ("bad_time", "not a time", "時刻の誤り"), ("bad_keyword", "unknown keyword", "未知の語"),
    ("bad_length", "wrong length for its type", "型に合わない長さ"), ("bad_parameter", "service parameter", "サービスパラメータの誤り"),
    ("string_too_long", "string over 255 bytes", "255バイトを超える文字列"), ("rdata_too_long", "data over 65535 bytes", "65535バイトを超えるデータ"),
    ("bad_generic_rdata", "bad \\# data", "\\# 形式の誤り"), ("unknown_directive", "unknown directive", "未知の指示行"),
    ("bad_directive", "bad directive", "指示行の誤り"), ("bad_generate", "bad $GENERATE", "$GENERATEの誤り"),
    ("generate_too_large", "$GENERATE too large", "$GENERATEが過大"), ("include_refused", "$INCLUDE not allowed", "許可のない$INCLUDE"),
    ("include_failed", "$INCLUDE that cannot be read", "読めない$INCLUDE"),
];

/// What the metadata of a run calls its parts.
#[rustfmt::skip]
pub(super) const PARTS: &[(&str, &str, &str)] = &[
    ("definitions", "definitions", "定義"), ("definitions_version", "definitions_version", "定義の版"), ("taxonomy", "taxonomy", "分類"),
    ("taxonomy_version", "taxonomy_version", "分類の版"), ("providers", "providers", "事業者規則"),
    ("providers_version", "providers_version", "事業者規則の版"), ("unit", "unit", "集計単位"), ("dmarc", "dmarc", "DMARCの仕様"),
    ("zone", "zone", "ゾーン"), ("collected", "collected", "収集した問い合わせ"), ("columns", "columns", "列"), ("version", "version", "版"),
];

/// `raw` with what it belongs to (a table, key or state), where that makes its label another one; else as it is.
pub(crate) fn qualified(owner: &str, raw: &str) -> String {
    let name = format!("{owner}: {raw}");
    if LABELS.iter().any(|(known, ..)| *known == name) { name } else { raw.to_owned() }
}

/// The name that a reader expects for a name used by tables; the same text if none is known.
pub(crate) fn label(raw: &str, lang: Lang) -> String {
    if let Some((_, en, ja)) = LABELS.iter().chain(FINDINGS).find(|(name, _, _)| *name == raw) {
        return match lang {
            Lang::En => (*en).to_owned(),
            Lang::Ja => (*ja).to_owned(),
        };
    }
    place_label(raw, lang).unwrap_or_else(|| raw.to_owned())
}

/// A code of a reject with what it means.
pub(crate) fn reject_label(code: &str, lang: Lang) -> String {
    let known = REJECTS.iter().find(|(known, ..)| *known == code);
    known.map_or_else(|| code.to_owned(), |(_, en, ja)| format!("{} ({code})", if lang == Lang::Ja { ja } else { en }))
}

/// The name of a part of the metadata (`taxonomy jp`, `zonecensus.unit`): its first word is known, the rest is the user's.
pub(crate) fn part_label(raw: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return raw.to_owned();
    }
    let bare = raw.strip_prefix("zonecensus.").unwrap_or(raw);
    let (part, rest) = bare.split_once(' ').unwrap_or((bare, ""));
    match PARTS.iter().find(|(known, ..)| *known == part) {
        Some((_, _, ja)) if rest.is_empty() => (*ja).to_owned(),
        Some((_, _, ja)) => format!("{ja} {rest}"),
        None => raw.to_owned(),
    }
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
