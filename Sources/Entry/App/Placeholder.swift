@main struct QLDV { static func main() {} }
