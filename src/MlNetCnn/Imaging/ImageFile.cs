namespace MlNetCnn.Imaging;

/// <summary>Reads a whole file into reusable memory, or reports why it cannot be read.</summary>
internal static class ImageFile
{
    // Two extra bytes: an end marker may have to be appended to a file that lacks it.
    private const int SpareBytes = 2;
    private const long MaxBytes = int.MaxValue - SpareBytes;

    /// <summary>Reads <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="maxBytes">The maximum file size, in bytes.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>Null, or the error.</returns>
    public static ImageError? Read(string path, NativeBuffer buffer, long maxBytes, out int length)
    {
        length = 0;
        if (string.IsNullOrWhiteSpace(path))
        {
            return new ImageError(path ?? "", ErrorCodes.ImagePathMissing, "the path is empty");
        }

        try
        {
            if (SpecialFile.Exists(path))
            {
                return new ImageError(path, ErrorCodes.ImageUnsupported, $"this is {SpecialFile.Word}");
            }

            using var handle = File.OpenHandle(path);
            var size = RandomAccess.GetLength(handle);
            if (CheckSize(path, size, maxBytes) is { } error)
            {
                return error;
            }

            buffer.Reserve(size + SpareBytes);
            var span = buffer.Span((int)size);
            while (length < size)
            {
                var read = RandomAccess.Read(handle, span[length..], length);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            return null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Directory.Exists(path)
                ? new ImageError(path, ErrorCodes.ImageUnsupported, "this is a folder, not an image file")
                : new ImageError(path, ErrorCodes.ImageNotFound, "the file does not exist");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            return new ImageError(path, ErrorCodes.ImageUnsupported, "this is a folder, not an image file");
        }
        catch (UnauthorizedAccessException)
        {
            return new ImageError(path, ErrorCodes.ImageDenied, "access to the file is denied");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            return new ImageError(path, ErrorCodes.ImageUnreadable, $"the file cannot be read: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Copies the bytes of a file that are in memory, with the checks of <see cref="Read"/>.</summary>
    /// <param name="name">The name of the image in errors.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="maxBytes">The maximum number of bytes.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>Null, or the error.</returns>
    public static ImageError? Copy(string name, ReadOnlySpan<byte> bytes, NativeBuffer buffer, long maxBytes, out int length)
    {
        length = 0;
        if (CheckSize(name, bytes.Length, maxBytes) is { } error)
        {
            return error;
        }

        buffer.Reserve(bytes.Length + (long)SpareBytes);
        bytes.CopyTo(buffer.Span(bytes.Length));
        length = bytes.Length;
        return null;
    }

    private static ImageError? CheckSize(string path, long size, long maxBytes)
    {
        if (size == 0)
        {
            return new ImageError(path, ErrorCodes.ImageEmpty, "the file has 0 bytes");
        }

        var max = Math.Min(maxBytes, MaxBytes);
        return size > max ? new ImageError(path, ErrorCodes.ImageTooLarge, $"the file has {size} bytes; the maximum is {max}") : null;
    }
}
