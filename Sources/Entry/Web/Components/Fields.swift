import Kernel
import Markup

/// One question with its answer, a hint, and what is wrong with the answer.
struct Field: Sendable {
    enum Kind: String, Sendable { case text, email, tel, password, search, digits, area, date, month }

    let name: String
    let label: String
    var value = ""
    var hint: String?
    var error: String?
    var kind = Kind.text
    var isRequired = true
    /// When it is needed after all, in place of "optional".
    var mark: String?
    /// What browsers fill in by themselves (HTML's autofill names).
    var autocomplete: String?
    var maximumLength = 200
    /// An example, or what may be typed; never the only place that says what is asked.
    var placeholder: String?

    /// Where an error summary links to.
    var id: String { "f-\(name)" }

    func html(_ language: Language) -> HTML {
        """
        <div class="field\(error == nil ? "" : " wrong")">
        <label for="\(id)">\(label)\(optionalMark(language))</label>
        \(hint.map { "<span class=\"hint\" id=\"\(id)-hint\">\($0)</span>\n" })\(control)
        \(error.map { errorLine($0, id: id) })</div>

        """
    }

    /// In a row of filters: nothing there is required, and nothing says so.
    func plainHTML(_ language: Language) -> HTML {
        "<div class=\"field\"><label for=\"\(id)\">\(label)</label>\(control)</div>"
    }

    private func optionalMark(_ language: Language) -> HTML {
        isRequired ? "" : " <span class=\"muted small\">(\(mark ?? language("không bắt buộc", "optional")))</span>"
    }

    private var control: HTML {
        switch kind {
        case .area:
            """
            <textarea class="input" id="\(id)" name="\(name)" maxlength="\(maximumLength)"\(attributes)>\
            \(value)</textarea>
            """
        case .digits:
            """
            <input class="input code-input" id="\(id)" name="\(name)" type="text" inputmode="numeric" \
            maxlength="\(maximumLength)" value="\(value)"\(attributes)>
            """
        case .text, .email, .tel, .password, .search, .date, .month:
            """
            <input class="input" id="\(id)" name="\(name)" type="\(kind.rawValue)" maxlength="\(maximumLength)" \
            value="\(value)"\(attributes)>
            """
        }
    }

    private var attributes: HTML {
        var markup = HTML()
        if isRequired { markup += " required" }
        if let placeholder { markup += " placeholder=\"\(placeholder)\"" }
        if let autocomplete { markup += " autocomplete=\"\(autocomplete)\"" }
        if error != nil { markup += " aria-invalid=\"true\"" }
        let described = [hint == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"].compactMap { $0 }
        if !described.isEmpty { markup += " aria-describedby=\"\(described.joined(separator: " "))\"" }
        return markup
    }
}

func errorLine(_ words: String, id: String) -> HTML {
    "<span class=\"error\" id=\"\(id)-error\">\(Icon.warning.html)\(words)</span>\n"
}

/// A box to tick, or one of several choices.
struct Choice: Sendable {
    enum Kind: String, Sendable { case checkbox, radio }

    let kind: Kind
    let name: String
    let value: String
    let label: HTML
    var isChosen = false
    var error: String?
    /// Opens the `revealed` part of the same `reveals` box when chosen.
    var reveals = false

    var id: String { "f-\(name)-\(value)" }

    var html: HTML {
        let described: HTML = error == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"\(id)-error\""
        return """
            <label class="choice\(error == nil ? "" : " wrong")" for="\(id)"><input type="\(kind.rawValue)" id="\(id)" \
            name="\(name)" value="\(value)"\(isChosen ? " checked" : "")\(reveals ? " class=\"reveal-switch\"" : "")\
            \(described)><span>\(label)</span></label>
            \(error.map { "<div class=\"field\">\(errorLine($0, id: id))</div>" })
            """
    }
}

/// What must be mended before a form can be taken, each a link to its field. It stands at the top of the form.
func errorSummary(_ errors: [(id: String, words: String)], in language: Language) -> HTML {
    guard !errors.isEmpty else { return "" }
    return notice(
        .bad,
        title: language("Vui lòng xem lại các mục sau", "Please look at these again"),
        body: "<ul>\(errors.markup { "<li><a href=\"#\($0.id)\">\($0.words)</a></li>" })</ul>",
        isUrgent: true
    )
}

/// A field that people do not see and robots fill in.
func honeypot(_ language: Language) -> HTML {
    """
    <div class="trap" aria-hidden="true"><label for="f-website">\(language("Để trống", "Leave empty"))</label>\
    <input id="f-website" name="website" type="text" tabindex="-1" autocomplete="off"></div>
    """
}

/// The field of `honeypot`.
let honeypotFieldName = "website"

/// One choice of many, where a list of radio buttons would be too long.
struct Select: Sendable {
    struct Option: Sendable {
        let value: String
        let label: String
        init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    let name: String
    let label: String
    let options: [Option]
    var value = ""
    var hint: String?
    var error: String?
    var isRequired = false

    var id: String { "f-\(name)" }

    func html(_ language: Language) -> HTML {
        """
        <div class="field\(error == nil ? "" : " wrong")">
        <label for="\(id)">\(label)</label>
        \(hint.map { "<span class=\"hint\" id=\"\(id)-hint\">\($0)</span>\n" })<select class="input" id="\(id)" \
        name="\(name)"\(isRequired ? " required" : "")\(described)>\(options.markup(option))</select>
        \(error.map { errorLine($0, id: id) })</div>

        """
    }

    private func option(_ option: Option) -> HTML {
        "<option value=\"\(option.value)\"\(option.value == value ? " selected" : "")>\(option.label)</option>"
    }

    private var described: HTML {
        let parts = [hint == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"].compactMap { $0 }
        var markup: HTML = parts.isEmpty ? "" : " aria-describedby=\"\(parts.joined(separator: " "))\""
        if error != nil { markup += " aria-invalid=\"true\"" }
        return markup
    }
}

/// A file to choose. The form around it must be an `uploadForm`.
struct FileField: Sendable {
    let name: String
    let label: String
    /// What the browser offers first, such as `.pdf,.png`.
    let accept: String
    var hint: String?
    var error: String?
    var isRequired = true

    var id: String { "f-\(name)" }

    var html: HTML {
        let described = [hint == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"].compactMap { $0 }
            .joined(separator: " ")
        return """
            <div class="field\(error == nil ? "" : " wrong")"><label for="\(id)">\(label)</label>
            \(hint.map { "<span class=\"hint\" id=\"\(id)-hint\">\($0)</span>\n" })<input class="input" type="file" \
            id="\(id)" name="\(name)" accept="\(accept)"\(isRequired ? " required" : "") aria-describedby="\(described)">
            \(error.map { errorLine($0, id: id) })</div>

            """
    }
}
