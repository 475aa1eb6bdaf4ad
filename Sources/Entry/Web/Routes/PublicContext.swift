package import Hummingbird
import Kernel
package import NIOCore
import Organisation
import People

/// What every handler knows of the person at the other end. Filled in by `VisitMiddleware` before any handler runs.
package struct PublicContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: SocketAddress?
    private let channel: any Channel
    var visit = Visit.none

    /// Of the caller; behind a proxy of ours, as the proxy tells it.
    package var clientAddress: String { visit.visitor.address }
    /// Names this request in the log and to whoever helps.
    package var reference: String { visit.reference }

    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
        channel = source.channel
    }

    /// Ends the connection a moment after the answer: the rest of what the caller sends is not waited for.
    func closeSoon() {
        _ = channel.eventLoop.scheduleTask(in: .seconds(1)) { [channel] in channel.close(promise: nil) }
    }
}

/// One request's person: who, from where, in which language.
struct Visit: Sendable {
    var visitor: Visitor
    var language: Language
    var theme: Theme
    var csrfToken: String
    var session: Session?
    var staff: SignedInStaff?
    /// Stands on an error page and in the log.
    var reference: String

    static let none = Visit(
        visitor: Visitor(address: "0.0.0.0", device: ""),
        language: .vietnamese,
        theme: .device,
        csrfToken: "",
        session: nil,
        staff: nil,
        reference: ""
    )
}

/// Somebody signed in. A handler that takes this context cannot be reached by anybody else.
package struct CustomerContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    let visit: Visit
    let session: Session

    package init(context: PublicContext) throws {
        guard let session = context.visit.session else { throw HTTPError(.unauthorized) }
        coreContext = context.coreContext
        visit = context.visit
        self.session = session
    }
}
