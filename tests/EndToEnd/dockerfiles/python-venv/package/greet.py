def greeting():
    return "hello from a virtual environment"
