package import Identity
package import Register
import Synchronization

/// What is learnt about one request on its way inwards. Shared by all contexts of the request, so that the outer layers
/// (log, error pages) know what the inner ones found out.
package final class Visit: Sendable {
    private struct Known {
        var id = ""
        var now = Moment(microseconds: 0)
        var client = ""
        var session: Session?
        var endpoint: Endpoint?
        var form: FormFields?
        var formTokenPending = false
        var largeType = false
        var isExpected = false
        var address = "/"
    }

    private let known = Mutex(Known())

    package init() {}

    /// Identifies the request in logs and on error pages.
    package internal(set) var id: String {
        get { known.withLock { $0.id } }
        set { known.withLock { $0.id = newValue } }
    }

    /// When the request arrived, by the server's clock.
    package internal(set) var now: Moment {
        get { known.withLock { $0.now } }
        set { known.withLock { $0.now = newValue } }
    }

    /// Where it comes from: an address, for limits only.
    package internal(set) var client: String {
        get { known.withLock { $0.client } }
        set { known.withLock { $0.client = newValue } }
    }

    package internal(set) var session: Session? {
        get { known.withLock { $0.session } }
        set { known.withLock { $0.session = newValue } }
    }

    package internal(set) var endpoint: Endpoint? {
        get { known.withLock { $0.endpoint } }
        set { known.withLock { $0.endpoint = newValue } }
    }

    /// The fields of a form, read when its token was checked.
    package internal(set) var form: FormFields? {
        get { known.withLock { $0.form } }
        set { known.withLock { $0.form = newValue } }
    }

    /// The form's token stands in a multipart body that nobody has read yet.
    var formTokenPending: Bool {
        get { known.withLock { $0.formTokenPending } }
        set { known.withLock { $0.formTokenPending = newValue } }
    }

    /// The answer says "not yet" (503), and nothing is broken: no error in the server's log.
    var isExpected: Bool {
        get { known.withLock { $0.isExpected } }
        set { known.withLock { $0.isExpected = newValue } }
    }

    /// 大字版: the visitor asked for large type, and a cookie remembers it.
    package internal(set) var largeType: Bool {
        get { known.withLock { $0.largeType } }
        set { known.withLock { $0.largeType = newValue } }
    }

    /// Path and query as they were asked for: where a page comes back to after a preference was changed.
    package internal(set) var address: String {
        get { known.withLock { $0.address } }
        set { known.withLock { $0.address = newValue } }
    }
}
