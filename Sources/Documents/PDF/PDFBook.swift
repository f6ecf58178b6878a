import Packing

/// Writes the objects of a PDF one after another, with a cross-reference table.
///
/// The format is PDF 1.7 without object streams, so that a seal can be appended by ``Seals/PDFSealer``.
struct PDFBook {
    private var output: [UInt8]
    /// Where each object stands, by its number; 0 until it is written.
    private var offsets = [0]

    /// What is written so far.
    var written: ArraySlice<UInt8> { output[...] }

    init() {
        output = Array("%PDF-1.7\n%".utf8) + [0xE7, 0x99, 0xBB, 0xE7, 0xB0, 0xBF, 0x0A]
        output.reserveCapacity(120_000)
    }

    /// A number for an object that is written later.
    mutating func reserve() -> Int {
        offsets.append(0)
        return offsets.count - 1
    }

    mutating func object(_ source: String) -> Int {
        let number = reserve()
        write(number, source)
        return number
    }

    mutating func write(_ number: Int, _ source: String) {
        offsets[number] = output.count
        output.append("\(number) 0 obj\n\(source)\nendobj\n")
    }

    /// A stream, compressed unless `effort` is nil.
    mutating func stream(_ bytes: [UInt8], dictionary: String = "", _ effort: Packing.Effort? = Packing.Effort.some) throws -> Int {
        guard let effort else { return rawStream(bytes, dictionary: dictionary) }
        return compressedStream(try Packing.zlib.pack(bytes, effort), dictionary: dictionary)
    }

    mutating func compressedStream(_ bytes: [UInt8], dictionary: String) -> Int {
        rawStream(bytes, dictionary: "\(dictionary) /Filter /FlateDecode")
    }

    mutating func rawStream(_ bytes: [UInt8], dictionary: String) -> Int {
        let number = reserve()
        offsets[number] = output.count
        output.append("\(number) 0 obj\n<< \(dictionary) /Length \(bytes.count) >>\nstream\n")
        output.append(contentsOf: bytes)
        output.append("\nendstream\nendobj\n")
        return number
    }

    /// Writes table and trailer, and hands over the bytes. Every reserved number must have been written.
    ///
    /// - Parameter identifier: 32 hexadecimal digits.
    mutating func finish(catalog: Int, information: Int, identifier: String) -> [UInt8] {
        let table = output.count
        output.append("xref\n0 \(offsets.count)\n0000000000 65535 f \n")
        for place in offsets.dropFirst() {
            var (offset, divisor) = (place, 1_000_000_000)
            while divisor > 0 {
                output.append(UInt8(ascii: "0") + UInt8(offset / divisor))
                (offset, divisor) = (offset % divisor, divisor / 10)
            }
            output.append(" 00000 n \n")
        }
        output.append(
            "trailer\n<< /Size \(offsets.count) /Root \(catalog) 0 R /Info \(information) 0 R /ID [<\(identifier)> <\(identifier)>] >>\n"
                + "startxref\n\(table)\n%%EOF\n")
        return output
    }
}
