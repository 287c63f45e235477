namespace MlNetCnn.Imaging;

/// <summary>Reads a whole file into memory that is used again, or says why it cannot be read.</summary>
internal static class ImageFile
{
    private const long MaxBytes = int.MaxValue - 2;

    /// <summary>Reads <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="maxBytes">The largest file taken, in bytes.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <returns>Null, or the fault.</returns>
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
                return new ImageError(path, ErrorCodes.ImageTooLarge, $"the file has {size} bytes; at most {Math.Min(maxBytes, MaxBytes)} are taken");
            }

            // Two bytes more: an end may have to be put behind a file that lacks it.
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
                ? new ImageError(path, ErrorCodes.ImageUnsupported, "this is a folder, not a picture file")
                : new ImageError(path, ErrorCodes.ImageNotFound, "there is no such file");
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            return new ImageError(path, ErrorCodes.ImageUnsupported, "this is a folder, not a picture file");
        }
        catch (UnauthorizedAccessException)
        {
            return new ImageError(path, ErrorCodes.ImageDenied, "reading the file is not permitted");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            return new ImageError(path, ErrorCodes.ImageUnreadable, $"the file cannot be read: {exception.Message.TrimEnd('.')}");
        }
    }
}
