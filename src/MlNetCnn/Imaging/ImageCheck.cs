namespace MlNetCnn.Imaging;

/// <summary>Finds the images that cannot be used, by decoding them as for a network.</summary>
[SharedInternal]
internal static class ImageCheck
{
    /// <summary>Decodes images.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="input">The network's image input.</param>
    /// <param name="options">Limits and settings of decoding.</param>
    /// <param name="threads">The number of images processed at the same time; 0 for one per core.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The index of each rejected image, and the error.</returns>
    public static IReadOnlyDictionary<int, ImageError> Run(
        IReadOnlyList<string> paths, ImageInput input, ImageDecoderOptions options, int threads, CancellationToken cancellationToken)
    {
        var errors = new ImageError?[paths.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MachineResources.Threads(threads), CancellationToken = cancellationToken };
        Parallel.For(
            0, paths.Count, parallel, () => (Decoder: new ImageDecoder(input, options), Pixels: new float[input.PixelValueCount]),
            (i, _, worker) =>
            {
                errors[i] = worker.Decoder.Decode(paths[i], worker.Pixels);
                return worker;
            },
            worker => worker.Decoder.Dispose());
        return errors.Index().Where(row => row.Item is not null).ToDictionary(row => row.Index, row => row.Item!);
    }
}
