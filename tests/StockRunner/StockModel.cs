using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace StockRunner;

/// <summary>A saved package, loaded and asked as any application of ML.NET would.</summary>
internal sealed class StockModel
{
    private readonly MLContext _ml = new();
    private readonly ITransformer _chain;

    public StockModel(string path)
    {
        try
        {
            _chain = _ml.Model.Load(path, out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException
            or ArgumentException)
        {
            throw new RunnerException(RunnerException.Usage, $"cannot load the model '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>The version of ML.NET; the assembly version is 1.0.0.0 in all of them.</summary>
    public static string Version =>
        typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The columns of the images with all that the model makes of them; nothing is computed until they are read.</summary>
    public IDataView Transform(IEnumerable<string> paths) =>
        _chain.Transform(_ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path })));

    /// <summary>The class names, in the order of the scores.</summary>
    public string[] ClassNames()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        Transform([]).Schema[nameof(Answer.Score)].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>The answers for a list of images, in one pass over it.</summary>
    public Answer[] Score(IReadOnlyList<string> paths) =>
        Reading(paths, () => _ml.Data.CreateEnumerable<Answer>(Transform(paths), reuseRowObject: false).ToArray());

    /// <summary>Runs a pass over images; when it fails, says which of them is to blame.</summary>
    public T Reading<T>(IReadOnlyList<string> paths, Func<T> pass)
    {
        try
        {
            return pass();
        }
        catch (Exception exception) when ((exception is ArgumentException or InvalidOperationException or IOException) && paths.Count == 1)
        {
            var reason = exception.GetBaseException().Message;
            throw new RunnerException(RunnerException.Image, $"cannot read the image '{paths[0]}': {reason}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            // ML.NET reads several rows at a time and does not tell which one failed.
            foreach (var path in paths)
            {
                Score([path]);
            }

            throw new RunnerException(RunnerException.Image, $"cannot read the images: {exception.GetBaseException().Message}", exception);
        }
    }
}
