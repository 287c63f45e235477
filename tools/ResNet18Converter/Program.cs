using MlNetCnn.Tools;

// A build step of MlNetCnn.Backbones.ResNet18: converts the network in ML.NET's package to the form that MlNetCnn uses.
if (args is not [var source, var target])
{
    Console.Error.WriteLine("usage: ResNet18Converter SOURCE.onnx TARGET.onnx");
    return 2;
}

try
{
    var bytes = ResNet18Conversion.Convert(File.ReadAllBytes(source));
    if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder)
    {
        Directory.CreateDirectory(folder);
    }

    File.WriteAllBytes(target + ".tmp", bytes);
    File.Move(target + ".tmp", target, overwrite: true);
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine($"ResNet18Converter : error : {exception.Message}");
    return 1;
}
