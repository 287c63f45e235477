using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.ServingTests;

/// <summary>The options that all tests have.</summary>
internal static class CommonOptions
{
    public static Option<DirectoryInfo?> Data { get; } = new("--data")
    {
        Description = "A folder with backbones/*.onnx and, unless --images names another folder, hymenoptera/. Without it, models are "
            + "trained on the emoji of the repository, with ResNet-18 for every test.",
        Recursive = true,
    };

    public static Option<DirectoryInfo?> Images { get; } = new("--images")
    {
        Description = "A folder of class folders (or of train/ and test/ with such): the images for training and for requests.",
        Recursive = true,
    };

    public static Option<DirectoryInfo> Work { get; } = new("--work")
    {
        Description = "A folder for models, which later runs reuse, and for logs.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "mlnetcnn-serving")),
        Recursive = true,
    };

    public static Option<FileInfo?> Tool { get; } = new("--cli")
    {
        Description = "MlNetCnn.Cli.dll. By default, that of the repository, built for Release.",
        Recursive = true,
    };

    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "The command that starts the server, in words separated by spaces; --model, --port and further options follow it. "
            + "By default, 'serve' of --cli.",
        Recursive = true,
    };

    public static IEnumerable<Option> All => [Data, Images, Work, Tool, Server];
}

/// <summary>Models, images and servers for the tests.</summary>
internal sealed class TestContext
{
    private readonly string? _backbones;
    private readonly string _images;
    private readonly string _work;
    private readonly IReadOnlyList<string> _server;
    private readonly Lazy<string[]> _photos;

    public TestContext(ParseResult options)
    {
        var repository = Repository();
        var data = options.GetValue(CommonOptions.Data)?.FullName;
        var emoji = repository is null ? null : Path.Combine(repository, "datasets", "emoji");
        _backbones = data is null ? null : Path.Combine(data, "backbones");
        _images = options.GetValue(CommonOptions.Images)?.FullName ?? (data is null ? emoji : Path.Combine(data, "hymenoptera"))
            ?? throw new TestException("where the images are: pass --data or --images");
        _work = options.GetRequiredValue(CommonOptions.Work).FullName;
        Tool = options.GetValue(CommonOptions.Tool)?.FullName
            ?? (repository is null ? null : Path.Combine(repository, "src", "MlNetCnn.Cli", "bin", "Release", "net10.0", "MlNetCnn.Cli.dll"))
            ?? throw new TestException("where the command line is: pass --cli");
        _server = options.GetValue(CommonOptions.Server)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [Dotnet, Tool, "serve"];
        _photos = new(FindPhotos);
        Directory.CreateDirectory(_work);
    }

    /// <summary>The program of .NET that runs this one.</summary>
    public static string Dotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    /// <summary>The command line, MlNetCnn.Cli.dll.</summary>
    public string Tool { get; }

    /// <summary>All images of at most 400 KB, in the order of their paths.</summary>
    public IReadOnlyList<string> Photos => _photos.Value;

    /// <summary>The image whose size is nearest to 138 KB, with which the reference was measured.</summary>
    public string Photo => Photos.MinBy(path => Math.Abs(new FileInfo(path).Length - 138_000))!;

    /// <summary>A new folder.</summary>
    public string NewFolder(string name)
    {
        for (var i = 1; ; i++)
        {
            var folder = Path.Combine(_work, Report.Text($"{name}-{i}"));
            if (!Directory.Exists(folder))
            {
                return Directory.CreateDirectory(folder).FullName;
            }
        }
    }

    /// <summary>Images of about the size of <see cref="Photo"/>.</summary>
    public string[] SomePhotos(int count) =>
        [.. Photos.OrderBy(path => Math.Abs(new FileInfo(path).Length - 138_000)).ThenBy(path => path, StringComparer.Ordinal).Take(count)];

    /// <summary>The smallest model: mobilenetv1-025-128, or what has the smallest backbone.</summary>
    public Task<string> SmallModelAsync()
    {
        var smallest = _backbones is null ? null : Directory.GetFiles(_backbones, "*.onnx").MinBy(path => new FileInfo(path).Length);
        return ModelAsync(Backbone("mobilenetv1-025-128") ?? smallest, "small", []);
    }

    /// <summary>A model with the backbone whose file name starts with a text, or with the default backbone.</summary>
    /// <param name="backbone">The start of the name.</param>
    /// <param name="more">Further options of 'train'.</param>
    public Task<string> ModelAsync(string backbone, params string[] more) => ModelAsync(Backbone(backbone), backbone, more);

    /// <summary>A model with the same classes as the small one, and other scores.</summary>
    public Task<string> OtherModelAsync()
    {
        var smallest = _backbones is null ? null : Directory.GetFiles(_backbones, "*.onnx").MinBy(path => new FileInfo(path).Length);
        return ModelAsync(Backbone("mobilenetv1-025-128") ?? smallest, "other", ["--resize", "squash"]);
    }

    public Task<ServerProcess> StartAsync(ServerStart start) => ServerProcess.StartAsync(start);

    /// <summary>How a server of one model is started.</summary>
    public ServerStart Start(string folder, string name, string model, params string[] arguments) => new()
    {
        Command = _server,
        Models = [(name, model)],
        Arguments = arguments,
        Folder = folder,
    };

    /// <summary>Runs the command line.</summary>
    /// <returns>Exit code, standard output and standard error.</returns>
    public async Task<(int Code, string Output, string Error)> RunToolAsync(
        IReadOnlyList<string> arguments, string? dotnet = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan timeout = default)
    {
        var info = new ProcessStartInfo(dotnet ?? Dotnet, [Tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        timeout = timeout == default ? TimeSpan.FromHours(1) : timeout;
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TestException($"'{arguments[0]}' did not end within {timeout}");
        }

        return (process.ExitCode, await output, await error);
    }

    private string? Backbone(string name) =>
        _backbones is null ? null : Directory.GetFiles(_backbones, name + "*.onnx").Order(StringComparer.Ordinal).FirstOrDefault();

    private async Task<string> ModelAsync(string? backbone, string name, string[] more)
    {
        // Other images, another backbone or other options make another model.
        var made = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_images}|{backbone}|{Tool}|{string.Join(' ', more)}")))[..8];
        var model = Path.Combine(_work, $"{name}-{made}.zip");
        if (File.Exists(model))
        {
            return model;
        }

        await Console.Error.WriteLineAsync($"trains '{model}' ...");
        string[] arguments = ["train", "--data", _images, "--no-cache", "-o", model, .. backbone is null ? [] : new[] { "--backbone", backbone }, .. more];
        var (code, _, error) = await RunToolAsync(arguments);
        return code == 0 ? model : throw new TestException($"training exited with code {code}:{Environment.NewLine}{error}");
    }

    private string[] FindPhotos()
    {
        string[] photos = [.. new DirectoryInfo(_images).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension is ".jpg" or ".png" && file.Length <= 400_000)
            .Select(file => file.FullName)
            .Order(StringComparer.Ordinal)];
        return photos.Length > 0 ? photos : throw new TestException($"'{_images}' holds no .jpg or .png of at most 400 KB");
    }

    private static string? Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MlNetCnn.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
