import HTTPTypes
import Testing

@testable import Portal

@Suite("What a client can unpack") struct AcceptedEncodingsTests {
    @Test(
        "is what its header says, by name, weight and asterisk",
        arguments: [
            ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br, gzip", true), ("br ; q=1.0 , gzip ; q=0.001", true), ("*", true), ("gzip;q=0", false), ("gzip;q=0.0", false),
            ("*, gzip;q=0", false), ("*;q=0", false), ("identity", false), ("br", false), ("", false), ("gzipped", false), ("gzip;q=much", false),
        ])
    func header(text: String, gzip: Bool) {
        #expect(AcceptedEncodings([.acceptEncoding: text]).contains("gzip") == gzip)
    }

    @Test("is nothing where it doesn't say")
    func silent() { #expect(!AcceptedEncodings([:]).contains("gzip")) }
}
