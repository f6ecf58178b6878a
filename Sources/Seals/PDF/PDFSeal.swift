/// What a seal on a document says and where it shows.
package struct PDFSeal: Sendable {
    /// A place on a page in points, from its lower left corner. The picture of the seal is drawn by the document itself;
    /// a click on this place shows the signature.
    package struct Place: Sendable {
        /// Counted from 0.
        package var page: Int
        package var x: Double
        package var y: Double
        package var width: Double
        package var height: Double

        package init(page: Int, x: Double, y: Double, width: Double, height: Double) {
            (self.page, self.x, self.y, self.width, self.height) = (page, x, y, width, height)
        }
    }

    /// Who seals, such as 南昌市不动产登记中心.
    package var name: String
    /// Why, such as 颁发不动产权证书.
    package var reason: String
    /// Where, such as 江西省南昌市.
    package var location: String?
    /// Seconds since 1970.
    package var sealedAt: Int64
    /// Unique in the document; a second seal needs another one.
    package var field: String
    /// Nil for a seal that doesn't show.
    package var place: Place?

    package init(
        name: String, reason: String, location: String? = nil, sealedAt: Int64, field: String = "Seal", place: Place? = nil
    ) {
        self.name = name
        self.reason = reason
        self.location = location
        self.sealedAt = sealedAt
        self.field = field
        self.place = place
    }
}
