Console.Error.WriteLine("usage: MlNetCnn.ServingTests TEST [OPTION...]");
return 2;
