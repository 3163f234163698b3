//! Labels directly below .jp that names are registered under.

/// Whether `LABEL.jp` is a prefecture (in either script) or one of the seven designated cities: `example.tokyo.jp`, `city.kobe.jp` are
/// domains of their own.
#[rustfmt::skip]
pub(super) fn is_place(label: &[u8]) -> bool {
    matches!(
        label,
        b"aichi" | b"akita" | b"aomori" | b"chiba" | b"ehime" | b"fukui" | b"fukuoka" | b"fukushima" | b"gifu"
        | b"gunma" | b"hiroshima" | b"hokkaido" | b"hyogo" | b"ibaraki" | b"ishikawa" | b"iwate" | b"kagawa"
        | b"kagoshima" | b"kanagawa" | b"kawasaki" | b"kitakyushu" | b"kobe" | b"kochi" | b"kumamoto" | b"kyoto"
        | b"mie" | b"miyagi" | b"miyazaki" | b"nagano" | b"nagasaki" | b"nagoya" | b"nara" | b"niigata" | b"oita"
        | b"okayama" | b"okinawa" | b"osaka" | b"saga" | b"saitama" | b"sapporo" | b"sendai" | b"shiga" | b"shimane"
        | b"shizuoka" | b"tochigi" | b"tokushima" | b"tokyo" | b"tottori" | b"toyama" | b"wakayama" | b"yamagata"
        | b"yamaguchi" | b"yamanashi" | b"yokohama" | b"xn--0trq7p7nn" | b"xn--1ctwo" | b"xn--1lqs03n"
        | b"xn--1lqs71d" | b"xn--2m4a15e" | b"xn--32vp30h" | b"xn--4it168d" | b"xn--4it797k" | b"xn--4pvxs"
        | b"xn--5js045d" | b"xn--5rtp49c" | b"xn--5rtq34k" | b"xn--6btw5a" | b"xn--6orx2r" | b"xn--7t0a264c"
        | b"xn--8ltr62k" | b"xn--8pvr4u" | b"xn--c3s14m" | b"xn--d5qv7z876c" | b"xn--djrs72d6uy" | b"xn--djty4k"
        | b"xn--efvn9s" | b"xn--ehqz56n" | b"xn--elqq16h" | b"xn--f6qx53a" | b"xn--k7yn95e" | b"xn--kbrq7o"
        | b"xn--klt787d" | b"xn--kltp7d" | b"xn--kltx9a" | b"xn--klty5x" | b"xn--mkru45i" | b"xn--nit225k"
        | b"xn--ntso0iqx3a" | b"xn--ntsq17g" | b"xn--pssu33l" | b"xn--qqqt11m" | b"xn--rht27z" | b"xn--rht3d"
        | b"xn--rht61e" | b"xn--rny31h" | b"xn--tor131o" | b"xn--uist22h" | b"xn--uisz3g" | b"xn--uuwu58a"
        | b"xn--vgu402c" | b"xn--zbx025d"
    )
}
