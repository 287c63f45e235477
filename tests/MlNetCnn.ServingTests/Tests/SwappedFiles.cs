namespace MlNetCnn.ServingTests;

/// <summary>A way to replace a file.</summary>
internal enum SwapWay
{
    /// <summary>Another file is renamed over it, as a safe save does.</summary>
    RenameOver,

    /// <summary>It is opened and written anew.</summary>
    InPlace,

    /// <summary>The symbolic link to the folder that holds it is replaced, as Kubernetes updates a ConfigMap.</summary>
    ConfigMap,

    /// <summary>It is a symbolic link, and the file to which it leads is written anew.</summary>
    LinkTarget,

    /// <summary>It is deleted, and later created.</summary>
    DeleteCreate,

    /// <summary>A file with the same content is renamed over it.</summary>
    SameContent,

    /// <summary>Half of it is written, and the rest some polls later.</summary>
    HalfWritten,

    /// <summary>A file that is no model is renamed over it.</summary>
    Broken,
}

/// <summary>Three files that hold one of two models each, and the ways to replace them.</summary>
internal sealed class SwappedFiles
{
    private readonly byte[][] _contents;
    private readonly Dictionary<string, int> _current = new() { ["plain"] = 0, ["config"] = 0, ["link"] = 0 };
    private readonly string _linkTarget;
    private readonly string _configFolder;
    private readonly Random _random = new(1);
    private int _configNumber;

    public SwappedFiles(string folder, string[] models)
    {
        _contents = [.. models.Select(File.ReadAllBytes)];
        Plain = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "plain")).FullName, "model.zip");
        File.WriteAllBytes(Plain, _contents[0]);

        _configFolder = Directory.CreateDirectory(Path.Combine(folder, "config")).FullName;
        Config = Path.Combine(_configFolder, "model.zip");
        WriteConfig(0);
        File.CreateSymbolicLink(Config, Path.Combine("..data", "model.zip"));

        _linkTarget = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "target")).FullName, "model.zip");
        File.WriteAllBytes(_linkTarget, _contents[0]);
        Link = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "link")).FullName, "model.zip");
        File.CreateSymbolicLink(Link, _linkTarget);
    }

    /// <summary>An ordinary file.</summary>
    public string Plain { get; }

    /// <summary>A file in the layout of a ConfigMap.</summary>
    public string Config { get; }

    /// <summary>A symbolic link.</summary>
    public string Link { get; }

    /// <summary>The name of the model whose file a way replaces.</summary>
    public static string ModelOf(SwapWay way) => way switch
    {
        SwapWay.ConfigMap => "config",
        SwapWay.LinkTarget => "link",
        _ => "plain",
    };

    /// <summary>The index of the content that a model should serve.</summary>
    public int Current(string model) => _current[model];

    /// <summary>Replaces a file; all but <see cref="SwapWay.SameContent"/> and <see cref="SwapWay.Broken"/> put the other content there.</summary>
    /// <param name="way">The way.</param>
    /// <param name="unchanged">Whether the server still has the version of before.</param>
    /// <param name="failures">Gets a line if it has not, while the file was incomplete.</param>
    public async Task SwapAsync(SwapWay way, Func<bool> unchanged, List<string> failures)
    {
        var model = ModelOf(way);
        var other = 1 - _current[model];
        var content = _contents[other];
        switch (way)
        {
            case SwapWay.RenameOver:
                RenameOver(content);
                break;
            case SwapWay.InPlace:
                await File.WriteAllBytesAsync(Plain, content);
                break;
            case SwapWay.ConfigMap:
                WriteConfig(other);
                break;
            case SwapWay.LinkTarget:
                await File.WriteAllBytesAsync(_linkTarget, content);
                break;
            case SwapWay.DeleteCreate:
                File.Delete(Plain);
                await Task.Delay(_random.Next(500));
                await File.WriteAllBytesAsync(Plain, content);
                break;
            case SwapWay.HalfWritten:
                await using (var file = new FileStream(Plain, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
                {
                    await file.WriteAsync(content.AsMemory(0, content.Length / 2));
                    await Task.Delay(500);
                    if (!unchanged())
                    {
                        failures.Add("the version changed when half of a file was written");
                    }

                    await file.WriteAsync(content.AsMemory(content.Length / 2));
                }

                break;
            case SwapWay.SameContent:
                RenameOver(_contents[_current[model]]);
                return;
            case SwapWay.Broken:
                // Cut off, or damaged within, or no archive at all.
                RenameOver(_random.Next(3) switch
                {
                    0 => content[..(content.Length * 9 / 10)],
                    1 => [.. content[..(content.Length / 2)], .. new byte[1000], .. content[((content.Length / 2) + 1000)..]],
                    _ => "not a model"u8.ToArray(),
                });
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(way));
        }

        _current[model] = other;
    }

    private static string ConfigName(int number) => Report.Text($"..2026_{number:0000}");

    private void RenameOver(byte[] content)
    {
        var temporary = Plain + ".new";
        File.WriteAllBytes(temporary, content);
        Machine.RenameOver(temporary, Plain);
    }

    /// <summary>Writes a folder, and makes the link <c>..data</c> lead to it; then removes the one before.</summary>
    private void WriteConfig(int content)
    {
        var before = ConfigName(_configNumber);
        var name = ConfigName(++_configNumber);
        Directory.CreateDirectory(Path.Combine(_configFolder, name));
        File.WriteAllBytes(Path.Combine(_configFolder, name, "model.zip"), _contents[content]);
        var link = Path.Combine(_configFolder, "..data_tmp");
        File.CreateSymbolicLink(link, name);
        Machine.RenameOver(link, Path.Combine(_configFolder, "..data"));
        if (Directory.Exists(Path.Combine(_configFolder, before)))
        {
            Directory.Delete(Path.Combine(_configFolder, before), recursive: true);
        }
    }
}
