namespace MlNetCnn.Imaging;

/// <summary>Reads a whole file into reusable memory, or reports why it cannot be read.</summary>
internal static class ImageFile
{
    private const long MaxBytes = int.MaxValue - 2;

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
            if (size == 0)
            {
                return new ImageError(path, ErrorCodes.ImageEmpty, "the file has 0 bytes");
            }

            if (size > Math.Min(maxBytes, MaxBytes))
            {
                return new ImageError(path, ErrorCodes.ImageTooLarge, $"the file has {size} bytes; the maximum is {Math.Min(maxBytes, MaxBytes)}");
            }

            // Two extra bytes: an end marker may have to be appended to a file that lacks it.
            buffer.Reserve(size + 2);
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
}
