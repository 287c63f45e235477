using System.Buffers.Binary;
using System.Text;

namespace MlNetCnn.Training;

/// <summary>
/// The symbol versions of a 64-bit little-endian ELF file: which it asks for, which it has, and which it uses. The layout is that
/// of elf(5) and of the Linux Standard Base, chapter "Symbol Versioning".
/// </summary>
internal sealed class ElfImage
{
    /// <summary>The flag of a version that may be missing (<c>VER_FLG_WEAK</c>).</summary>
    public const ushort WeakFlag = 2;

    private const int SectionHeaderSize = 64;
    private const int RelocationSize = 24;
    private const uint Relocations = 4;
    private const uint OtherRelocations = 9;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;

    // The top bit hides a symbol from those who link; it is not part of the number.
    private const ushort IndexMask = 0x7fff;

    private readonly byte[] _bytes;
    private readonly List<ushort> _versionBySymbol = [];
    private readonly HashSet<uint> _symbols = [];

    private ElfImage(byte[] bytes) => _bytes = bytes;

    /// <summary>The versions asked for.</summary>
    public IReadOnlyList<ElfVersionNeed> Needs { get; private set; } = [];

    /// <summary>The versions that the file has itself.</summary>
    public IReadOnlyList<string> Definitions { get; private set; } = [];

    /// <summary>Reads the file's versions.</summary>
    /// <param name="bytes">The whole file; not changed.</param>
    /// <returns>Null where it is no such file or contradicts itself.</returns>
    public static ElfImage? Read(byte[] bytes)
    {
        if (bytes.Length < SectionHeaderSize || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            return null;
        }

        var image = new ElfImage(bytes);
        try
        {
            image.ReadSections();
            return image;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether an address is to be filled in from a symbol of the version of that number. A symbol of it may well be
    /// listed without that: a header that was included but not used leaves one behind.</summary>
    /// <param name="index">The number.</param>
    public bool Uses(ushort index) => _symbols.Any(symbol => _versionBySymbol[(int)symbol] == index);

    private void ReadSections()
    {
        var headers = checked((int)U64(0x28));
        var (size, count) = (U16(0x3a), U16(0x3c));
        if (size != SectionHeaderSize || headers + ((long)count * SectionHeaderSize) > _bytes.Length)
        {
            throw new InvalidDataException("section headers of an unknown size, or cut off");
        }

        for (var i = 0; i < count; i++)
        {
            ReadSection(headers, checked(headers + (i * SectionHeaderSize)));
        }

        if (_symbols.Count > 0 && _symbols.Max() >= _versionBySymbol.Count)
        {
            throw new InvalidDataException("a symbol without a version");
        }
    }

    private void ReadSection(int headers, int header)
    {
        var (offset, length) = (checked((int)U64(header + 0x18)), checked((int)U64(header + 0x20)));
        switch (U32(header + 4))
        {
            case VersionNeeds:
                Needs = [.. ReadNeeds(offset, Names(headers, header))];
                break;
            case VersionDefinitions:
                Definitions = [.. ReadDefinitions(offset, Names(headers, header))];
                break;
            case SymbolVersions:
                for (var at = offset; at < offset + length; at += 2)
                {
                    _versionBySymbol.Add((ushort)(U16(at) & IndexMask));
                }

                break;
            case Relocations:
                for (var at = offset; at < offset + length; at += RelocationSize)
                {
                    // The upper half of the second word numbers the symbol.
                    _symbols.Add((uint)(U64(at + 8) >> 32));
                }

                break;
            case OtherRelocations:
                throw new InvalidDataException("relocations of a kind that is not read here");
        }
    }

    // The section that holds a section's names is given by its number.
    private int Names(int headers, int header) =>
        checked((int)U64(checked(headers + ((int)U32(header + 0x28) * SectionHeaderSize)) + 0x18));

    private IEnumerable<ElfVersionNeed> ReadNeeds(int offset, int names)
    {
        foreach (var need in Chain(offset, next: 12))
        {
            var library = Name(names, need + 4);
            foreach (var version in Chain(Step(need, 8), next: 12))
            {
                var flags = U16(version + 4);
                yield return new ElfVersionNeed(
                    library, Name(names, version + 8), (ushort)(U16(version + 6) & IndexMask), (flags & WeakFlag) != 0, version + 4);
            }
        }
    }

    private IEnumerable<string> ReadDefinitions(int offset, int names)
    {
        foreach (var definition in Chain(offset, next: 16))
        {
            yield return Name(names, Step(definition, 12));
        }
    }

    // Entries say how many bytes further the next one lies; 0 ends the chain. Unsigned steps only lead forward, so it ends.
    private IEnumerable<int> Chain(int offset, int next)
    {
        for (var at = offset; ; at = Step(at, next))
        {
            yield return at;
            if (U32(at + next) == 0)
            {
                yield break;
            }
        }
    }

    private int Step(int at, int field) => checked(at + (int)U32(at + field));

    private string Name(int names, int field)
    {
        var text = _bytes.AsSpan(checked(names + (int)U32(field)));
        var end = text.IndexOf((byte)0);
        return end >= 0 ? Encoding.ASCII.GetString(text[..end]) : throw new InvalidDataException("a name without an end");
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at, 2));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at, 4));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at, 8));
}

/// <summary>A version of a library's symbols that a shared object asks for when it is loaded.</summary>
/// <param name="Library">The library that is to have it, for example <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, for example <c>GLIBCXX_3.4.30</c>.</param>
/// <param name="Index">The number under which symbols refer to it.</param>
/// <param name="IsWeak">Whether the loader goes on where the library lacks it.</param>
/// <param name="FlagsOffset">Where its flags lie in the file, in bytes.</param>
internal sealed record ElfVersionNeed(string Library, string Version, ushort Index, bool IsWeak, int FlagsOffset);
