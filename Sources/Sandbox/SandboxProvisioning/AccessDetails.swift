import Kernel
import ServiceProvisioning

/// What a customer of each kind of product is handed: plausible, and of no use anywhere.
struct AccessDetails {
    let order: ActivationOrder
    /// Bytes nobody can guess, at least 16.
    let random: [UInt8]

    var list: [AccessDetail] {
        switch order.productCode {
        case "MBF-CLOUD": [site("cloud"), account, password, ipAddress]
        case "MBF-CA", "MBF-SIGN": [site("ca"), serial, secret("Mã kích hoạt", "Activation code", short)]
        case "MBF-SMSBRAND": [site("sms"), account, secret("Khóa API", "API key", long)]
        case "MBF-SIPTRUNK", "MBF-3C": [domain("voice"), account, password]
        case "MBF-CAM": [site("camera"), account, secret("Mã liên kết thiết bị", "Device pairing code", short)]
        case "MBF-1POS", "MBF-1ERP": [site("erp"), account, password, secret("Mã bản quyền", "Licence key", licence)]
        default: [site("app"), account, password]
        }
    }

    private var tenant: String { String(random.prefix(4).hex) }
    private var short: String { random.dropFirst(4).prefix(4).hex.uppercased() }
    private var long: String { random.base64URL }

    private var licence: String {
        let digits = Array(random.prefix(10).hex.uppercased())
        return stride(from: 0, to: 20, by: 5).map { String(digits[$0..<$0 + 5]) }.joined(separator: "-")
    }

    private func site(_ name: String) -> AccessDetail {
        AccessDetail(
            label: .init(vi: "Địa chỉ truy cập", en: "Address"),
            value: "https://\(tenant).\(name).sandbox.example",
            secret: false
        )
    }

    private func domain(_ name: String) -> AccessDetail {
        AccessDetail(
            label: .init(vi: "Tên miền tổng đài", en: "Domain"),
            value: "\(tenant).\(name).sandbox.example",
            secret: false
        )
    }

    private var account: AccessDetail {
        AccessDetail(label: .init(vi: "Tài khoản", en: "Account"), value: order.customer.email, secret: false)
    }

    private var password: AccessDetail {
        secret("Mật khẩu ban đầu", "First password", random.dropFirst(4).prefix(9).base64URL)
    }

    private var ipAddress: AccessDetail {
        AccessDetail(
            label: .init(vi: "Địa chỉ IP", en: "IP address"),
            value: "203.0.113.\(random.last ?? 1)",
            secret: false
        )
    }

    private var serial: AccessDetail {
        AccessDetail(
            label: .init(vi: "Số sê-ri chứng thư", en: "Certificate serial"),
            value: random.prefix(8).hex.uppercased(),
            secret: false
        )
    }

    private func secret(_ vietnamese: String, _ english: String, _ value: String) -> AccessDetail {
        AccessDetail(label: .init(vi: vietnamese, en: english), value: value, secret: true)
    }
}
