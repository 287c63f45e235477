using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Cli;

/// <summary>Opens standard output as UTF-8 text that reports a closed pipe, and standard error.</summary>
internal static partial class StandardStreams
{
    private const int BrokenPipeErrno = 32;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>Opens standard output; every write is flushed, so that a pipe receives rows immediately.</summary>
    public static TextWriter OpenOutput() => IsOpen(1)
        ? new StreamWriter(OpenOutputStream(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true }
        : TextWriter.Null;

    /// <summary>Opens standard error.</summary>
    public static TextWriter OpenError() => IsOpen(2) ? Console.Error : TextWriter.Null;

    /// <summary>Returns whether the reader of the output has closed the pipe, as <c>head</c> does.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: BrokenPipeErrno };

    // Console ignores a broken pipe on Unix, so a long run would continue without a reader. A FileStream reports it. For a seekable file, however,
    // it has its own position and would overwrite what standard error writes to the same file.
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

    // If the shell closed a stream, the next file gets its number, and that is a file of the runtime. Files of the runtime are closed when a child
    // process starts; streams that this program inherited are not.
    private static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || (GetFlags(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int descriptor, int command);
}
