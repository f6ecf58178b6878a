import Testing

@testable import Exchange

@Suite("Where institutions may be called back") struct CallbackAddressTests {
    @Test(
        "an address of this machine, of a house's own network or of special use is refused",
        arguments: [
            "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fc00::1", "fd12::1", "64:ff9b::a00:1",
            "2001:db8::1", "2002:0a00:0001::", "ff02::1",
        ])
    func refused(text: String) throws {
        let bytes = try #require(CallbackNetworks.bytes(of: text))
        #expect(!CallbackNetworks().permits(bytes))
    }

    @Test("an address of the open network is taken", arguments: ["8.8.8.8", "172.32.0.1", "100.128.0.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111"])
    func taken(text: String) throws {
        let bytes = try #require(CallbackNetworks.bytes(of: text))
        #expect(CallbackNetworks().permits(bytes))
        #expect(CallbackNetworks.text(of: bytes) == text)
    }

    @Test("a private network is open only where the settings say so, and this machine only in development")
    func allowed() throws {
        let networks = try #require(CallbackNetworks(list: "10.20.0.0/16, fd00:1::/32", allowsLoopback: false))
        func permits(_ text: String) -> Bool { CallbackNetworks.bytes(of: text).map(networks.permits) ?? false }
        #expect(permits("10.20.7.7") && permits("fd00:1::9"))
        #expect(!permits("10.21.0.1") && !permits("fd00:2::9") && !permits("127.0.0.1"))
        // Not even by naming it: that is what development is for.
        #expect(CallbackNetworks(list: "127.0.0.0/8", allowsLoopback: false)?.permits([127, 0, 0, 1]) == false)
        #expect(CallbackNetworks(allowsLoopback: true).permits([127, 0, 0, 1]))
        for list in ["10.20.0.0", "10.20.0.0/33", "everything", "10.0.0.0/8 x"] { #expect(CallbackNetworks(list: list, allowsLoopback: false) == nil, "\(list)") }
    }

    @Test(
        "an address that isn't plainly one is refused with its reason",
        arguments: [
            ("http://bank.example/x", CallbackAddress.Fault.notHTTPS), ("ftp://bank.example/x", .notHTTPS), ("https://user:secret@bank.example/", .hasCredentials),
            ("https://", .malformed), ("bank.example/x", .malformed), ("https://bank.example/#x", .malformed), ("https://bank.example/ x", .malformed),
            ("https://bank.example\\@10.0.0.1/", .malformed), ("https://2130706433/", .malformed), ("https://0x7f.1/", .malformed), ("https://127.1/", .malformed),
            ("https://10.0.0.1/x", .notPermitted), ("https://[::1]/x", .notPermitted), ("https://[::ffff:127.0.0.1]/", .notPermitted), ("https://银行.example/", .malformed),
            ("https://bank.example:99999/", .malformed), ("https://bank.example/" + String(repeating: "a", count: 500), .malformed),
        ])
    func faults(text: String, fault: CallbackAddress.Fault) {
        #expect(throws: fault) { try CallbackAddress(text, within: CallbackNetworks()) }
        #expect(!fault.message.isEmpty)
    }

    @Test("a name is taken as it is; what it means is asked when it is called")
    func names() throws {
        let address = try CallbackAddress("https://API.Bank.example:8443/dengbu?x=1", within: CallbackNetworks())
        #expect(address.host == "api.bank.example" && address.url == "https://API.Bank.example:8443/dengbu?x=1")
        #expect(try CallbackAddress("http://127.0.0.1:9/x", within: CallbackNetworks(allowsLoopback: true)).host == "127.0.0.1")
    }
}
