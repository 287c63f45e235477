using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Cli;

/// <summary>Standard output as UTF-8 text that tells when its reader has gone away, and standard error.</summary>
internal static partial class StandardStreams
{
    private const int BrokenPipeErrno = 32;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Opens standard output; every write is passed on at once, so that a pipe gets rows as they come.</summary>
    public static TextWriter OpenOutput() => IsOpen(1)
        ? new StreamWriter(OpenOutputStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true }
        : TextWriter.Null;

    /// <summary>Opens standard error.</summary>
    public static TextWriter OpenError() => IsOpen(2) ? Console.Error : TextWriter.Null;

    /// <summary>Whether an exception says that the reader of our output has closed its end, as <c>head</c> does.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: BrokenPipeErrno };

    // Console swallows a broken pipe on Unix, and a long run would go on for nobody. A FileStream reports it; over a seekable file,
    // though, it keeps a position of its own, and would write over what standard error writes to the same file.
    private static Stream OpenOutputStream()
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

    // The number of a stream that the shell closed is given to the next file, which is one of the runtime's. The runtime closes its files
    // where a program starts another, and what was handed to this program was not closed when it was started.
    private static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || (GetFlags(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int descriptor, int command);
}
