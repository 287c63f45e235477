using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Primitives;

/// <summary>Handles paths of devices, FIFOs and sockets. Reading from one may block forever; writing to one passes bytes on, and does not create a
/// file that could be replaced.</summary>
internal static partial class SpecialFile
{
    /// <summary>The description of a special file, for messages.</summary>
    public const string Word = "a FIFO, a socket or a device, not a regular file";

    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;

    /// <summary>Whether a path, after links are followed, is neither a file nor a folder, but exists.</summary>
    /// <param name="path">The path.</param>
    public static bool Exists(string path)
    {
        if (path.Length == 0 || path.Contains('\0'))
        {
            // The code that opens it reports the error.
            return false;
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal);
        }

        return Descriptor(path) is not null || (Stat(path, out var status) == 0 && (status.Mode & TypeMask) is not (RegularType or FolderType));
    }

    /// <summary>Opens a special file for writing; a named pipe waits for its reader.</summary>
    /// <param name="path">A path for which <see cref="Exists"/> returns true.</param>
    public static Stream OpenWrite(string path) => Descriptor(path) switch
    {
        // If the shell redirected the stream to a file, opening it by path would overwrite the file from the start.
        1 => Console.OpenStandardOutput(),
        2 => Console.OpenStandardError(),
        { } descriptor => new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0),
        _ => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
    };

    /// <summary>Gives a file the owner and group of another file, if this account may.</summary>
    /// <param name="path">The file.</param>
    /// <param name="other">The other file.</param>
    public static void CopyOwner(string path, string other)
    {
        if (!OperatingSystem.IsWindows() && Stat(other, out var old) == 0 && Stat(path, out var status) == 0
            && (old.Owner, old.Group) != (status.Owner, status.Group))
        {
            _ = ChangeOwner(path, old.Owner, old.Group);
        }
    }

    // The descriptors that a shell creates for '>(command)', and the names of the standard streams.
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

    // The struct filled by stat depends on system and processor; .NET's own native library has one for all.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, out Status status);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    // Larger than the struct that is written into it on any system.
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    private struct Status
    {
        public int Flags;
        public int Mode;
        public uint Owner;
        public uint Group;
    }
}
