using System.Buffers.Binary;
using System.Text;

namespace MlNetCnn.Training;

/// <summary>
/// The symbol versions of a 64-bit little-endian ELF file: those it requires, those it defines, and those it uses. The layout is that of elf(5) and
/// of the Linux Standard Base, chapter "Symbol Versioning".
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

    // The top bit hides a symbol from the linker; it is not part of the number.
    private const ushort IndexMask = 0x7fff;

    private readonly byte[] _bytes;
    private readonly List<ushort> _versionBySymbol = [];
    private readonly HashSet<uint> _symbols = [];

    private ElfImage(byte[] bytes) => _bytes = bytes;

    /// <summary>The versions that the file requires.</summary>
    public IReadOnlyList<ElfVersionNeed> Needs { get; private set; } = [];

    /// <summary>The versions that the file defines.</summary>
    public IReadOnlyList<string> Definitions { get; private set; } = [];

    /// <summary>Reads the versions of a file.</summary>
    /// <param name="bytes">The whole file; not changed.</param>
    /// <returns>The versions; null if the file is not of this kind or contradicts itself.</returns>
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

    /// <summary>Returns whether an address is filled in from a symbol of a version. A symbol of it may be listed even if none is: a header that was
    /// included but not used leaves one.</summary>
    /// <param name="index">The number of the version.</param>
    public bool Uses(ushort index) => _symbols.Any(symbol => _versionBySymbol[(int)symbol] == index);

    private void ReadSections()
    {
        var headers = checked((int)U64(0x28));
        var (size, count) = (U16(0x3a), U16(0x3c));
        if (size != SectionHeaderSize || headers + ((long)count * SectionHeaderSize) > _bytes.Length)
        {
            throw new InvalidDataException("section headers of an unknown size, or truncated");
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
                    // The upper half of the second word is the number of the symbol.
                    _symbols.Add((uint)(U64(at + 8) >> 32));
                }

                break;
            case OtherRelocations:
                throw new InvalidDataException("relocations of an unsupported kind");
        }
    }

    // A section states the number of the section that holds its names.
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

    // Entries state the distance to the next one in bytes; 0 ends the chain. The distance is unsigned and only leads forward, so the chain ends.
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
        return end >= 0 ? Encoding.ASCII.GetString(text[..end]) : throw new InvalidDataException("an unterminated name");
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at, 2));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at, 4));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at, 8));
}

/// <summary>A version of a library's symbols that a shared object requires when it is loaded.</summary>
/// <param name="Library">The library that must have it, for example <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, for example <c>GLIBCXX_3.4.30</c>.</param>
/// <param name="Index">The number by which symbols refer to it.</param>
/// <param name="IsWeak">Whether the loader continues if the library lacks it.</param>
/// <param name="FlagsOffset">The position of its flags in the file, in bytes.</param>
internal sealed record ElfVersionNeed(string Library, string Version, ushort Index, bool IsWeak, int FlagsOffset);
