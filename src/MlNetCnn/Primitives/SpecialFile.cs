using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Primitives;

/// <summary>Paths that stand for devices, FIFOs and sockets. Reading one may never begin, or never end; bytes written are passed on, and there is no file that
/// could be replaced.</summary>
internal static partial class SpecialFile
{
    /// <summary>What such a path is, for messages.</summary>
    public const string Word = "a FIFO, a socket or a device, no regular file";

    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;

    /// <summary>Whether there is something at a path, behind links too, that is neither a file nor a folder.</summary>
    /// <param name="path">The path.</param>
    public static bool Exists(string path)
    {
        if (path.Length == 0 || path.Contains('\0'))
        {
            // Whoever opens it says what is wrong.
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal);
        }

        return Descriptor(path) is not null || (Stat(path, out var status) == 0 && (status.Mode & TypeMask) is not (RegularType or FolderType));
    }

    /// <summary>Opens it to be written to; a named pipe waits for its reader.</summary>
    /// <param name="path">A path that <see cref="Exists"/>.</param>
    public static Stream OpenWrite(string path) => Descriptor(path) switch
    {
        // Opened by its path, a file that the shell put there would be written over from its beginning.
        1 => Console.OpenStandardOutput(),
        2 => Console.OpenStandardError(),
        { } descriptor => new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0),
        _ => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
    };

    /// <summary>Gives a file the owner and group of another, where this account may.</summary>
    /// <param name="path">The file.</param>
    /// <param name="other">The other.</param>
    public static void CopyOwner(string path, string other)
    {
        if (!OperatingSystem.IsWindows() && Stat(other, out var old) == 0 && Stat(path, out var status) == 0
            && (old.Owner, old.Group) != (status.Owner, status.Group))
        {
            _ = ChangeOwner(path, old.Owner, old.Group);
        }
    }

    // What the shell makes of '>(command)', and the names of the standard streams.
    private static int? Descriptor(string path)
    {
        var full = Path.GetFullPath(path);
        return full switch
        {
            "/dev/stdout" => 1,
            "/dev/stderr" => 2,
            _ when Path.GetDirectoryName(full) is "/dev/fd" or "/proc/self/fd" && int.TryParse(Path.GetFileName(full), out var descriptor) => descriptor,
            _ => null,
        };
    }

    // The structure that stat fills differs from system to system and processor to processor; .NET's own library gives one.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, out Status status);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    // As long as what is written into it is sure to be shorter.
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    private struct Status
    {
        public int Flags;
        public int Mode;
        public uint Owner;
        public uint Group;
    }
}
