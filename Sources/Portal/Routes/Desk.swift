package import Casework
import Catalogue
import Contracts
package import Exchange
import Hummingbird
import Identity
import Ledger
import Register
import Storage

/// What the feature routes share: the case office, its engine, and the frame that pages are put into.
package struct Desk: Sendable {
    package let office: CaseOffice
    package let engine: CaseEngine
    package let door: InboundDoor
    /// The log's public key that came into use last, as verifiers write it.
    var logKey: String { office.sequencer.keys.newest?.verifier.vkey ?? "" }
    /// All keys of the log with their times, a line each, as browsers verify with them.
    var logKeys: String { office.sequencer.keys.browserText }
    package let chain: String
    package let witnesses: WitnessPublisher
    /// Who puts checkpoints on the provincial chain.
    let anchors: AnchorDesk?
    /// The registry's public message keys, those that sign now and those that soon will.
    let messageKeys: @Sendable () async throws -> [MessageKey]
    /// Where browsers reach the site, for what is scanned with a telephone.
    let origin: @Sendable () -> String
    let layout: Layout
    let tags = AnswerTags()
    private let patience: Patience

    package init(office: CaseOffice, door: InboundDoor, witnesses: WitnessPublisher, anchors: AnchorDesk? = nil,
        messageKeys: @escaping @Sendable () async throws -> [MessageKey] = { [] }, origin: @escaping @Sendable () -> String = { "" }, chain: String, siteName: String,
        patience: Duration = Patience.people, assets: @escaping @Sendable (String) -> String
    ) {
        self.patience = Patience(patience)
        self.office = office
        self.engine = CaseEngine(office: office)
        self.door = door
        self.chain = chain
        self.witnesses = witnesses
        self.anchors = anchors
        self.messageKeys = messageKeys
        self.origin = origin
        layout = Layout(siteName: siteName, assets: assets)
    }

    func page(
        _ title: String, _ context: some VisitContext, width: Layout.Width = .wide, hero: Markup = .empty, scripts: [String] = [],
        status: HTTPResponse.Status = .ok, _ body: Markup
    ) -> Response {
        // A page that came back with errors says so first: in the tab, and to whoever listens.
        .html(
            layout.page(status == .unprocessableContent ? "错误：\(title)" : title, context.visitor, width: width, hero: hero, scripts: scripts, body), status: status)
    }

    func token(_ context: some VisitContext) -> Markup { layout.token(context.visitor) }

    /// Moves a case on without making anybody wait for more than what comes at once. What fails later the case's own time brings up again (`CaseWorker`).
    /// For those whose page follows by itself, or whose program asks again. An official's page is a look that is recorded, and shows what is decided upon:
    /// they wait for the whole of it (`engine`).
    /// - Parameter asStored: right after this process has changed it.
    func advance(_ id: String, asStored: Bool = false) async throws {
        try await patience.wait { [engine] in try await engine.advance(id, asStored: asStored) }
    }
}
