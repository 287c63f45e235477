namespace MlNetCnn.Tests;

/// <summary>A file on a disk with a limited number of free bytes: bytes that fit are written, further ones are an error.</summary>
internal sealed class FullDisk(Stream file, long room) : Stream
{
    public override bool CanRead => file.CanRead;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count)
    {
        var fitting = (int)Math.Clamp(room - file.Position, 0, count);
        file.Write(buffer, offset, fitting);
        if (fitting < count)
        {
            throw new IOException("No space left on device");
        }
    }
}
