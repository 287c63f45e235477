namespace MlNetCnn.Testing;

/// <summary>Packs codes into bytes, the highest bit first, with a zero after every 0xFF (ITU-T T.81, F.1.2.3).</summary>
internal sealed class JpegBits(ByteWriter target)
{
    private int _bits;
    private int _count;

    /// <summary>Writes the lowest <paramref name="count"/> bits of <paramref name="value"/>.</summary>
    public void Write(int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            _bits = (_bits << 1) | ((value >> bit) & 1);
            if (++_count == 8)
            {
                Flush();
            }
        }
    }

    /// <summary>Pads the last byte with ones.</summary>
    public void Finish()
    {
        while (_count > 0)
        {
            Write(1, 1);
        }
    }

    private void Flush()
    {
        target.Add((byte)_bits);
        if ((byte)_bits == 0xFF)
        {
            target.Add(0);
        }

        (_bits, _count) = (0, 0);
    }
}
