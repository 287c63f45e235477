using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>embed</c>: writes feature vectors and finds similar images.</summary>
internal sealed class EmbedCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly InspectedNetworkOptions _network = new();

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Images, folders of images, or .csv or .tsv tables of paths.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Feature vectors to write; an .npy gets a .paths.csv with the paths of its rows.",
        HelpName = "FILE.parquet|csv|npy",
    };

    private readonly Option<string?> _query = new("--query")
    {
        Description = "Show the images most similar to this one, by cosine similarity.",
        HelpName = "IMAGE",
    };

    private readonly Option<int> _top = CommonOptions.CheckedNumber(new ToolOption<int>("--top")
    {
        Description = "Number of similar images to show.",
        HelpName = "K",
        DefaultValueFactory = _ => 10,
    }, new RangeAttribute(1, int.MaxValue));

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public EmbedCommand(CommandConsole console)
        : base(
            "embed",
            "Writes the feature vectors of images, or finds the most similar images.",
            "photos --output features.parquet",
            "--model photos.zip photos --query one.jpg --top 5")
    {
        _console = console;
        Add(_paths);
        _network.AddTo(this);
        Add(_output);
        Add(_query);
        Add(_top);
        Add(_threads);
        Add(_maxBad);
        _columns.AddPathsTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (output, query) = (parse.GetValue(_output), parse.GetValue(_query));
        var paths = parse.GetRequiredValue(_paths);
        var files = Check(output, query).Reads(query).Reads(_network.Files(parse)).ReadsImages(paths).Check();
        var network = await _network.OpenAsync(parse, _console, cancellationToken);
        using var embedder = new ImageEmbedder(network, parse.GetValue(_threads));
        var requested = query is null ? null : await embedder.EmbedAsync([query], progress: null, cancellationToken);
        if (requested?.Error(0) is { } unusable)
        {
            throw unusable.ToException();
        }

        string[] images = [.. files.Watch(new ImagePaths(_columns.Read(parse, paths), _console.Error).Find(paths))];
        var embeddings = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet), progress => embedder.EmbedAsync(images, progress, cancellationToken));
        RejectedFiles.Write(_console.Output, embeddings.Errors, parse.GetValue(GlobalOptions.Verbose));
        RejectionLimit.Check(images.Length, [], embeddings.Errors, parse.GetValue(_maxBad) / 100);
        if (output is not null)
        {
            EmbeddingFile.Write(output, embeddings);
            _console.WriteLine($"{DisplayText.Count(images.Length - embeddings.Errors.Count, "image")}, {embeddings.Length} features each");
            _console.WriteLine($"Vectors: {string.Join(", ", EmbeddingFile.FilesOf(output).Select(DisplayText.OneLine))}");
        }

        if (requested is not null)
        {
            WriteNearest(embeddings.Nearest(requested.Features(0), parse.GetValue(_top)));
        }

        return ExitCode.Done;
    }

    private static CommandFiles Check(string? output, string? query)
    {
        if (output is null && query is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "there is nothing to do", expected: "--output FILE, --query IMAGE, or both",
                fix: "add --output features.parquet to write the vectors, or --query one.jpg to find similar images");
        }

        if (output is null)
        {
            return new CommandFiles();
        }

        OutputFile.CheckExtension(output, "--output", EmbeddingFile.Extensions);
        var files = EmbeddingFile.FilesOf(output).ToLookup(EmbeddingFile.IsText);
        return new CommandFiles().Writes(files[false]).WritesText(files[true]);
    }

    private void WriteNearest(IReadOnlyList<ImageNeighbor> neighbors)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("similarity", "image");
        foreach (var neighbor in neighbors)
        {
            table.AddRow(neighbor.Similarity.ToString("F4", CultureInfo.InvariantCulture), Markup.Escape(DisplayText.OneLine(neighbor.Path)));
        }

        _console.Write(table);
    }
}
