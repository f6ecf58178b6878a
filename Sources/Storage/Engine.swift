/// The two database engines that one SQL text runs on.
package enum Engine: String, Sendable, CaseIterable {
    /// Embedded, for a county: one file in the data folder.
    case sqlite
    /// A server with synchronous standbys, for a city or a province.
    case postgres
}
