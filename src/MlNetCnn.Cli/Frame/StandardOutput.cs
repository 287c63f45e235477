using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Cli;

/// <summary>Standard output as UTF-8 text that tells when its reader has gone away.</summary>
internal static class StandardOutput
{
    private const int BrokenPipeErrno = 32;

    /// <summary>Opens standard output; every write is passed on at once, so that a pipe gets rows as they come.</summary>
    public static TextWriter Open() =>
        new StreamWriter(OpenStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    /// <summary>Whether an exception says that the reader of our output has closed its end, as <c>head</c> does.</summary>
    public static bool IsBrokenPipe(Exception error) => error is IOException { HResult: BrokenPipeErrno };

    // Console swallows a broken pipe on Unix, and a long run would go on for nobody. A FileStream reports it; over a seekable file,
    // though, it keeps a position of its own, and would write over what standard error writes to the same file.
    private static Stream OpenStream()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }
}
