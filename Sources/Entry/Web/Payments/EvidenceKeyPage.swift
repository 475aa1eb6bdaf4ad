import Kernel
import Markup

/// `/bang-chung/khoa`: the key with which anybody can tell that evidence is ours.
struct EvidenceKeyPage: Page {
    let around: Surroundings
    /// Ed25519, base 64.
    let publicKey: String

    var title: String { language("Khóa kiểm tra bằng chứng", "The key to check evidence with") }
    var frame: Frame { .storefront }

    var main: HTML {
        """
        <div class="narrow stack"><h1>\(title)</h1>
        <p>\(language("Tệp bằng chứng thanh toán của chúng tôi (qldv-bang-chung-….json) được ký bằng Ed25519. Khóa công khai dưới đây cho biết một tệp có đúng do chúng tôi ký hay không.", "Our evidence of payments (qldv-bang-chung-….json) is signed with Ed25519. The public key below tells whether a file was signed by us."))</p>
        <section class="card stack"><h2>\(language("Khóa công khai (Ed25519, base 64)", "Public key (Ed25519, base 64)"))</h2>
        <p class="code">\(publicKey)</p>\(copyButton(publicKey, of: language("khóa công khai", "the public key"), in: language))</section>
        <section class="stack"><h2>\(language("Kiểm tra một tệp", "Check a file"))</h2>
        <p>\(language("Không cần máy chủ hay cơ sở dữ liệu, chỉ cần chương trình và tệp:", "Neither server nor database is needed, only the program and the file:"))</p>
        <p class="code">qldv evidence verify FILE --key \(publicKey)</p></section></div>
        """
    }
}
