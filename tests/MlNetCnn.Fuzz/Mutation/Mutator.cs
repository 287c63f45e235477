using System.Buffers.Binary;

namespace MlNetCnn.Fuzz;

/// <summary>Damages files as disks, networks, faulty programs and attackers do. The same seed gives the same damage.</summary>
/// <param name="random">The source of the choices.</param>
/// <param name="seeds">The undamaged files.</param>
internal sealed class Mutator(SeededRandom random, IReadOnlyList<FuzzSeed> seeds)
{
    private const int HeaderBytes = 64;
    private const int MaxBlock = 512;

    // Values at the limits of sizes, signs and counters.
    private static readonly uint[] Edges =
        [0, 1, 2, 7, 8, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 16_384, 30_000, 30_001, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF];

    private readonly MessageMutator _messages = new(random);

    /// <summary>Returns the next damaged file: one to four changes to an undamaged one, with checksums sometimes corrected.</summary>
    public FuzzSeed Next()
    {
        var seed = Any(seeds);
        var bytes = seed.Bytes;
        if (seed.Kind == FuzzKind.Onnx && random.Next(4) != 0)
        {
            return seed with { Bytes = _messages.Change(bytes) };
        }

        if (seed.Kind == FuzzKind.Package && random.Next(4) != 0)
        {
            return seed with { Bytes = PackageMutator.Change(bytes, random, inside => Change(inside, FuzzKind.Plain), _messages.Change) };
        }

        if (seed.Kind is FuzzKind.PngChunks or FuzzKind.Directory or FuzzKind.Graph)
        {
            return seed with
            {
                Bytes = seed.Kind switch
                {
                    FuzzKind.PngChunks => ChunkMutator.Change(bytes, random),
                    FuzzKind.Directory => DirectoryMutator.Change(bytes, random),
                    _ => GraphMutator.Change(bytes, random),
                },
            };
        }

        for (var change = random.Next(4); change >= 0; change--)
        {
            bytes = Change(bytes, seed.Kind);
        }

        return seed with { Bytes = random.Next(2) == 0 ? Containers.MendChecksums(bytes, seed.Kind) : bytes };
    }

    private byte[] Change(byte[] bytes, FuzzKind kind)
    {
        if (bytes.Length < 4)
        {
            return [.. bytes, .. Noise(8)];
        }

        return random.Next(10) switch
        {
            0 => FlipBits(bytes),
            1 => SetBytes(bytes),
            2 => bytes[..random.Next(bytes.Length)],
            3 => WriteEdge(bytes, random.Next(bytes.Length - 3)),
            4 or 5 => WriteEdge(bytes, random.Next(Math.Min(HeaderBytes, bytes.Length - 3))),
            6 => CopyBlock(bytes),
            7 => InsertOrDelete(bytes),
            8 => Splice(bytes),
            _ => Reorder(bytes, kind),
        };
    }

    private T Any<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private byte[] Noise(int count)
    {
        var noise = new byte[count];
        for (var i = 0; i < count; i++)
        {
            noise[i] = (byte)random.Next(256);
        }

        return noise;
    }

    private byte[] FlipBits(byte[] bytes)
    {
        var copy = bytes.ToArray();
        for (var i = random.Next(16); i >= 0; i--)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private byte[] SetBytes(byte[] bytes)
    {
        var copy = bytes.ToArray();
        var start = random.Next(copy.Length);
        var block = copy.AsSpan(start, Math.Min(copy.Length - start, 1 + random.Next(MaxBlock)));
        switch (random.Next(3))
        {
            case 0:
                block.Clear();
                break;
            case 1:
                block.Fill(0xFF);
                break;
            default:
                Noise(block.Length).CopyTo(block);
                break;
        }

        return copy;
    }

    private byte[] WriteEdge(byte[] bytes, int position)
    {
        var copy = bytes.ToArray();
        var target = copy.AsSpan(position);
        var value = Any(Edges);
        switch (random.Next(4))
        {
            case 0:
                BinaryPrimitives.WriteUInt32BigEndian(target, value);
                break;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(target, value);
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
                break;
        }

        return copy;
    }

    private byte[] CopyBlock(byte[] bytes)
    {
        var copy = bytes.ToArray();
        var length = 1 + random.Next(Math.Min(MaxBlock, copy.Length - 1));
        var from = random.Next(copy.Length - length);
        bytes.AsSpan(from, length).CopyTo(copy.AsSpan(random.Next(copy.Length - length)));
        return copy;
    }

    private byte[] InsertOrDelete(byte[] bytes)
    {
        var position = random.Next(bytes.Length);
        var length = 1 + random.Next(MaxBlock);
        return random.Next(2) == 0
            ? [.. bytes[..position], .. Noise(length), .. bytes[position..]]
            : [.. bytes[..position], .. bytes[Math.Min(bytes.Length, position + length)..]];
    }

    private byte[] Splice(byte[] bytes)
    {
        var other = Any(seeds).Bytes;
        return [.. bytes[..random.Next(bytes.Length)], .. other[random.Next(other.Length)..]];
    }

    /// <summary>Drops, repeats or swaps chunks of the container, with valid checksums.</summary>
    private byte[] Reorder(byte[] bytes, FuzzKind kind)
    {
        var pieces = Containers.Split(bytes, kind);
        if (pieces.Count < 3)
        {
            return FlipBits(bytes);
        }

        var first = 1 + random.Next(pieces.Count - 1);
        var second = 1 + random.Next(pieces.Count - 1);
        switch (random.Next(4))
        {
            case 0:
                pieces.RemoveAt(first);
                break;
            case 1:
                pieces.Insert(second, pieces[first]);
                break;
            case 2:
                (pieces[first], pieces[second]) = (pieces[second], pieces[first]);
                break;
            default:
                pieces.InsertRange(second, Enumerable.Repeat(pieces[first], random.Next(300)));
                break;
        }

        return Containers.Join(pieces);
    }
}
