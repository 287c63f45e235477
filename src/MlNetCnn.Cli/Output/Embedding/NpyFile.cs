using System.Buffers.Binary;
using System.Text;

namespace MlNetCnn.Cli;

/// <summary>Writes a matrix in the NumPy format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0.</summary>
internal static class NpyFile
{
    private const int Alignment = 64;
    private const int PrefixLength = 10;

    /// <summary>Writes float32 numbers, little-endian, row by row.</summary>
    /// <param name="stream">The destination.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="read">Returns the rows.</param>
    public static void Write(Stream stream, int rows, int columns, RowReader read)
    {
        var header = FormattableString.Invariant($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");

        // Spaces pad the header so that the numbers start at a multiple of 64; a line feed ends it.
        var length = (PrefixLength + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[length];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(magic.Length), (ushort)(length - PrefixLength));
        Encoding.ASCII.GetBytes(header.PadRight(length - PrefixLength - 1) + "\n", bytes.AsSpan(PrefixLength));
        stream.Write(bytes);

        var numbers = new byte[columns * sizeof(float)];
        for (var i = 0; i < rows; i++)
        {
            var row = read(i);
            for (var j = 0; j < columns; j++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(numbers.AsSpan(j * sizeof(float)), row[j]);
            }

            stream.Write(numbers);
        }
    }
}

/// <summary>Returns a row of a matrix.</summary>
/// <param name="index">The row, from 0.</param>
internal delegate ReadOnlySpan<float> RowReader(int index);
